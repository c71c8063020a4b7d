/** Reports on disk: each whole or not at all, and readable by its owner alone. */
package io.tightship.report.files;
