/** The lossless form, {@code assessment.json}, and its schema. The only package that knows Gson. */
package io.tightship.report.json;
