/** JSON and YAML documents as plain values; the only package that knows the libraries that parse them. */
package io.tightship.scan.data;
