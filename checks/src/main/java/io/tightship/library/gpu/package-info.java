/** The rules on what runs GPUs, beyond those on its pods, which are rows of the table of workloads. */
package io.tightship.library.gpu;
