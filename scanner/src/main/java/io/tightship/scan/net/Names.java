package io.tightship.scan.net;

import io.tightship.fact.IpAddress;
import io.tightship.model.Reason;
import io.tightship.scan.probe.Deadline;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Looks names up with a deadline, which the platform's resolver does not have. */
final class Names {

    /** The platform's way to look a name up. */
    interface Resolver {
        InetAddress[] resolve(String host) throws UnknownHostException;
    }

    private final Resolver resolver;

    Names(Resolver resolver) {
        this.resolver = resolver;
    }

    /** In the resolver's order, at least one; an address is its own answer. */
    List<InetAddress> addresses(String host, Deadline deadline) throws ExchangeFailure, InterruptedException {
        FutureTask<InetAddress[]> lookup = new FutureTask<>(() -> resolver.resolve(host));
        // A thread of its own: a resolver that hangs cannot be woken, and must hold up nothing but itself.
        Thread thread = new Thread(lookup, "lookup " + host);
        thread.setDaemon(true);
        thread.start();
        try {
            return Arrays.asList(lookup.get(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            throw new ExchangeFailure(Reason.TIMED_OUT, "the resolver did not answer for " + host);
        } catch (ExecutionException e) {
            throw new ExchangeFailure(Reason.UNREACHABLE, "the name " + host + " is not known to the resolver: "
                    + e.getCause().getMessage());
        }
    }

    /** Without the name of an interface that IPv6 addresses may carry. */
    static String text(InetAddress address) {
        String text = address.getHostAddress().replaceFirst("%.*", "");
        return IpAddress.parse(text).map(IpAddress::toString).orElse(text);
    }
}
