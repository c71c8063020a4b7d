package io.tightship.scan.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** On SIGINT the virtual machine ends once its hooks have: this one waits until the reports of what was done are written. */
final class Interruption {

    private static final CountDownLatch REPORTED = new CountDownLatch(1);

    private Interruption() {
    }

    static void awaitReports() {
        try {
            boolean written = REPORTED.await(15, TimeUnit.SECONDS);
            assert written || REPORTED.getCount() == 1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    static void reported() {
        REPORTED.countDown();
    }

    /** No hook can be taken away once the virtual machine is ending. */
    static void remove(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException ending) {
            // The hook is running: it waits for the reports.
        }
    }
}
