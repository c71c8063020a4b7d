package io.tightship.scan.kube;

import io.tightship.scan.probe.Reading;
import java.nio.charset.StandardCharsets;

/**
 * What one GET came to.
 *
 * @param status  of HTTP; 0 where no answer came
 * @param trouble why there is no body to use; its reason means nothing where {@link #ok}
 */
record Answer(int status, byte[] body, Reading.Status.Unread trouble) {

    boolean ok() {
        return status == 200;
    }

    String text() {
        return new String(body, StandardCharsets.UTF_8);
    }
}
