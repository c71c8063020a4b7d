package io.tightship.scan.nvue;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.atomic.AtomicLong;

/** Takes an answer's body up to a cap, and ends the transfer there. */
final class CappedBody implements BodySubscriber<CappedBody.Body> {

    private final int cap;
    private final AtomicLong received;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final CompletableFuture<Body> body = new CompletableFuture<>();
    private Subscription subscription;

    /** @param received counts the bytes of all bodies of a session */
    CappedBody(int cap, AtomicLong received) {
        this.cap = cap;
        this.received = received;
    }

    /** @param whole false where there was more than the cap */
    record Body(byte[] bytes, boolean whole) {
    }

    @Override
    public CompletionStage<Body> getBody() {
        return body;
    }

    @Override
    public void onSubscribe(Subscription given) {
        subscription = given;
        given.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(List<ByteBuffer> items) {
        for (ByteBuffer item : items) {
            byte[] part = new byte[item.remaining()];
            item.get(part);
            received.addAndGet(part.length);
            if (body.isDone()) {
                return;
            }
            if (bytes.size() + part.length > cap) {
                subscription.cancel();
                body.complete(new Body(new byte[0], false));
                return;
            }
            bytes.writeBytes(part);
        }
    }

    @Override
    public void onError(Throwable failure) {
        body.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
        body.complete(new Body(bytes.toByteArray(), true));
    }
}
