/** What runs on GPUs, what runs them, and what that software is documented to need. */
package io.tightship.fact.nvidia;
