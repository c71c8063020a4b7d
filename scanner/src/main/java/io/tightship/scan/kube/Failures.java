package io.tightship.scan.kube;

import io.tightship.model.Reason;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** Says what became of a request that brought no answer. */
final class Failures {

    private Failures() {
    }

    static Answer.Trouble<Void> of(Throwable cause, String server, String request) {
        List<Throwable> chain = chain(cause);
        Optional<String> tls = words(chain, SSLException.class);
        if (tls.isPresent()) {
            // "Received" is the server's word: it does not like what the client showed.
            return tls.get().contains("Received fatal alert") && tls.get().matches("(?s).*(certificate|unknown_ca).*")
                    ? trouble(Reason.AUTHENTICATION, server + " does not accept the client certificate: " + tls.get())
                    : trouble(Reason.HOST_KEY, server + " cannot be verified: " + tls.get());
        }
        if (words(chain, HttpTimeoutException.class).isPresent()) {
            return trouble(Reason.TIMED_OUT, server + " did not answer in time");
        }
        if (words(chain, UnresolvedAddressException.class).isPresent()
                || words(chain, UnknownHostException.class).isPresent()) {
            return trouble(Reason.UNREACHABLE, "the name of " + server + " cannot be resolved");
        }
        Optional<String> route = words(chain, NoRouteToHostException.class);
        Optional<String> connect = words(chain, ConnectException.class);
        if (route.isPresent() || connect.isPresent()) {
            return trouble(Reason.UNREACHABLE, server + " cannot be connected to: "
                    + route.or(() -> connect).filter(text -> !text.isEmpty()).orElse("connection refused"));
        }
        Optional<String> broken = words(chain, IOException.class);
        return broken.map(words -> trouble(Reason.UNREACHABLE, "the connection to " + server + " broke: " + words))
                .orElseGet(() -> trouble(Reason.INTERNAL, request + " broke: " + cause));
    }

    /** True where not even a connection came about, or it ended without a word. */
    static boolean nothingCame(Throwable cause) {
        return of(cause, "", "").reason() == Reason.UNREACHABLE;
    }

    private static Answer.Trouble<Void> trouble(Reason reason, String detail) {
        return new Answer.Trouble<>(0, reason, detail);
    }

    private static List<Throwable> chain(Throwable cause) {
        List<Throwable> chain = new ArrayList<>();
        for (Throwable next = cause; next != null && !chain.contains(next); next = next.getCause()) {
            chain.add(next);
        }
        return chain;
    }

    /** The message of the first of a kind, which may be empty. */
    private static Optional<String> words(List<Throwable> chain, Class<? extends Throwable> kind) {
        return chain.stream().filter(kind::isInstance).findFirst()
                .map(found -> Optional.ofNullable(found.getMessage()).orElse(""));
    }
}
