/** Two runs side by side. */
package io.tightship.scan.compare;
