/** What to do about failures, across findings. */
package io.tightship.scan.remedy;
