/** The table of rules that read one or two flags of a control plane component. */
package io.tightship.library.flag;
