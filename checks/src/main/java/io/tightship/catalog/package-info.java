/** The list of all checks, and its page. */
package io.tightship.catalog;
