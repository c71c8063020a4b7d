/**
 * The reports in JSON: the lossless {@code assessment.json} with its schema, SARIF and OSCAL. The only package that knows
 * Gson.
 */
package io.tightship.report.json;
