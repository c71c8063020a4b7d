package io.tightship.scan.kube;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.scan.data.Json;
import org.junit.jupiter.api.Test;

class KyvernoArgumentsTest {

    @Test
    void of_the_arguments_of_containers_only_the_flags_that_rules_ask_about_are_kept() throws Exception {
        assertThat(kept("""
                {"metadata":{"name":"k"},"spec":{"replicas":1,"template":{"spec":{"containers":[{"name":"a","args":[
                 "--enablePolicyException=false","--token=hunter2","-exceptionNamespace=x","hunter3"]},{"name":"b"}]}}}}"""))
                .isEqualTo("{\"metadata\":{\"name\":\"k\"},\"spec\":{\"replicas\":1,\"template\":{\"spec\":{\"containers\":"
                        + "[{\"name\":\"a\",\"args\":[\"--enablePolicyException=false\",\"-exceptionNamespace=x\"]},"
                        + "{\"name\":\"b\"}]}}}}");
    }

    @Test
    void arguments_of_a_form_that_the_api_does_not_have_are_not_kept() throws Exception {
        assertThat(kept("{\"spec\":{\"template\":{\"spec\":{\"containers\":[{\"args\":\"--password=hunter2\"}]}}}}"))
                .doesNotContain("hunter2");
    }

    @Test
    void another_object_stays_as_it_is() throws Exception {
        String other = "{\"metadata\":{\"name\":\"x\"},\"rules\":[{\"verbs\":[\"get\"]}]}";
        assertThat(kept(other)).isEqualTo(other);
    }

    private static String kept(String item) throws Exception {
        return Json.write(KyvernoArguments.kept(Json.parse(item)));
    }
}
