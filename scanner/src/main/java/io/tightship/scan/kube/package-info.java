/** Sessions with Kubernetes API servers; the only package that knows the client library. */
package io.tightship.scan.kube;
