/** The rules on pods that serve models as NVIDIA NIM. */
package io.tightship.library.nim;
