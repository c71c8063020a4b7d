/** Rules on etcd. */
package io.tightship.library.etcd;
