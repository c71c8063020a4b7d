/** The rules on kube-proxy. */
package io.tightship.library.kubeproxy;
