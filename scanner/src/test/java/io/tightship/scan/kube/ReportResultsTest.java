package io.tightship.scan.kube;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.scan.data.Json;
import org.junit.jupiter.api.Test;

class ReportResultsTest {

    /** As Kyverno 1.11 and later write it, one for each object. */
    @Test
    void only_what_failed_is_kept_with_its_object() throws Exception {
        assertThat(projected("""
                {"metadata":{"name":"ef206004","namespace":"default","labels":{"app.kubernetes.io/managed-by":"kyverno"}},
                 "scope":{"apiVersion":"v1","kind":"Pod","name":"naked","namespace":"default"},"results":[
                 {"source":"kyverno","policy":"disallow-capabilities","rule":"adding-capabilities","result":"pass"},
                 {"source":"kyverno","policy":"disallow-host-path","rule":"host-path","result":"fail"},
                 {"source":"KyvernoValidatingPolicy","policy":"p","rule":"","result":"error"},
                 {"source":"ValidatingAdmissionPolicy","policy":"q","result":"skip"},
                 {"source":"Trivy","policy":"r","result":"fail"},
                 {"policy":"s","rule":"t","result":"warn"}]}""")).isEqualTo("""
                {"metadata":{"namespace":"default","name":"ef206004"},"results":5,"failed":[\
                {"policy":"disallow-host-path","rule":"host-path","result":"fail","count":1,"resources":["Pod/naked"]},\
                {"policy":"p","rule":"","result":"error","count":1,"resources":["Pod/naked"]}]}""");
    }

    /** As Kyverno 1.10 writes it: one for each policy and namespace, the objects in each result. */
    @Test
    void an_older_report_names_its_objects_in_its_results() throws Exception {
        assertThat(projected("""
                {"metadata":{"name":"cpol-disallow-host-path","namespace":"team-a"},"results":[{"source":"kyverno","policy":
                 "disallow-host-path","rule":"host-path","result":"fail","resources":[{"kind":"Pod","name":"a"},
                 {"kind":"Pod","name":"b"},{"kind":"Pod","name":"c"},{"kind":"Pod","name":"d"},{"kind":"Pod","name":"e"},
                 {"kind":"Pod","name":"f"}]}]}""")).contains("\"count\":6,\"resources\":[\"Pod/a\",\"Pod/b\",\"Pod/c\","
                + "\"Pod/d\",\"Pod/e\"]");
    }

    @Test
    void a_report_of_other_software_holds_no_result_of_kyvernos() throws Exception {
        assertThat(projected("{\"metadata\":{\"name\":\"x\"},\"results\":[{\"source\":\"falco\",\"result\":\"fail\"},"
                + "{\"result\":\"fail\"}]}")).isEqualTo("{\"metadata\":{\"name\":\"x\"},\"results\":0,\"failed\":[]}");
    }

    /** A result of a kind that is not known is never taken for one that passed. */
    @Test
    void a_result_without_an_outcome_is_kept() throws Exception {
        assertThat(projected("{\"metadata\":{\"name\":\"x\"},\"results\":[{\"source\":\"kyverno\",\"policy\":\"p\"}]}"))
                .contains("\"policy\":\"p\"");
    }

    private static String projected(String report) throws Exception {
        return Json.write(ReportResults.projected(Json.parse(report)));
    }
}
