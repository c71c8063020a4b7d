package io.tightship.report.browser;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A real browser without a window, with an empty profile, driven by its own protocol over loopback. */
final class Chromium implements AutoCloseable {

    private static final long SECONDS = 60;

    private final Process process;
    private final Path profile;
    private final WebSocket socket;
    private final AtomicInteger ids = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonObject>> answers = new ConcurrentHashMap<>();
    private final List<JsonObject> events = new CopyOnWriteArrayList<>();
    private final String session;

    private Chromium(Process process, Path profile, String address) {
        this.process = process;
        this.profile = profile;
        this.socket = HttpClient.newHttpClient().newWebSocketBuilder()
                .buildAsync(URI.create(address), new Listener()).join();
        String target = text(callOf("", "Target.createTarget", "url", "about:blank"), "targetId");
        JsonObject attach = new JsonObject();
        attach.addProperty("targetId", target);
        attach.addProperty("flatten", true);
        this.session = text(send("", "Target.attachToTarget", attach), "sessionId");
        for (String domain : List.of("Page", "Runtime", "Network", "Log")) {
            call(domain + ".enable");
        }
    }

    /** Where it is installed. */
    static Optional<Path> program() {
        return Stream.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome").map(Path::of)
                .filter(Files::isExecutable).findFirst();
    }

    static Chromium start() throws IOException {
        Path profile = Files.createTempDirectory("tightship-chromium-");
        Process process = new ProcessBuilder(program().orElseThrow().toString(), "--headless", "--no-sandbox",
                "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                "--disable-component-update", "--disable-sync", "--remote-debugging-port=0",
                "--user-data-dir=" + profile).redirectErrorStream(true).start();
        BufferedReader lines = new BufferedReader(new InputStreamReader(process.getInputStream(),
                StandardCharsets.UTF_8));
        String begin = "DevTools listening on ";
        String line = lines.readLine();
        while (line != null && !line.startsWith(begin)) {
            line = lines.readLine();
        }
        if (line == null) {
            throw new IOException("the browser did not start");
        }
        Thread drain = new Thread(() -> lines.lines().forEach(ignored -> { }));
        drain.setDaemon(true);
        drain.start();
        return new Chromium(process, profile, line.substring(begin.length()));
    }

    /** A command to the page; names and values in turn. */
    JsonObject call(String method, Object... parameters) {
        return callOf(session, method, parameters);
    }

    private JsonObject callOf(String to, String method, Object... parameters) {
        JsonObject all = new JsonObject();
        for (int i = 0; i < parameters.length; i += 2) {
            switch (parameters[i + 1]) {
                case Boolean truth -> all.addProperty((String) parameters[i], truth);
                case Number number -> all.addProperty((String) parameters[i], number);
                case JsonElement element -> all.add((String) parameters[i], element);
                case Object text -> all.addProperty((String) parameters[i], text.toString());
            }
        }
        return send(to, method, all);
    }

    private JsonObject send(String to, String method, JsonObject parameters) {
        int id = ids.incrementAndGet();
        JsonObject message = new JsonObject();
        message.addProperty("id", id);
        message.addProperty("method", method);
        message.add("params", parameters);
        if (!to.isEmpty()) {
            message.addProperty("sessionId", to);
        }
        CompletableFuture<JsonObject> answer = new CompletableFuture<>();
        answers.put(id, answer);
        socket.sendText(message.toString(), true).join();
        JsonObject all = answer.orTimeout(SECONDS, TimeUnit.SECONDS).join();
        if (all.has("error")) {
            throw new IllegalStateException(method + ": " + all.get("error"));
        }
        return all.getAsJsonObject("result");
    }

    /** Loads a page and waits until it is there. */
    void open(String address) throws InterruptedException {
        call("Page.navigate", "url", "about:blank");
        await("Page.loadEventFired");
        events.clear();
        call("Page.navigate", "url", address);
        await("Page.loadEventFired");
    }

    private void await(String event) throws InterruptedException {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        while (events.stream().noneMatch(each -> text(each, "method").equals(event))) {
            if (System.nanoTime() > until) {
                throw new IllegalStateException("no " + event);
            }
            Thread.sleep(5);
        }
        events.removeIf(each -> text(each, "method").equals(event));
    }

    /** The value of a JavaScript expression; a promise is waited for. */
    JsonElement evaluate(String expression) {
        JsonObject answer = call("Runtime.evaluate", "expression", expression, "returnByValue", true, "awaitPromise",
                true, "userGesture", true);
        if (answer.has("exceptionDetails")) {
            throw new IllegalStateException(answer.get("exceptionDetails").toString());
        }
        JsonObject result = answer.getAsJsonObject("result");
        return result.has("value") ? result.get("value") : new JsonArray();
    }

    String string(String expression) {
        return evaluate(expression).getAsString();
    }

    int number(String expression) {
        return evaluate(expression).getAsInt();
    }

    boolean is(String expression) {
        return evaluate(expression).getAsBoolean();
    }

    /** Waits until the expression is true. */
    void until(String expression) throws InterruptedException {
        for (int i = 0; i < 400; i++) {
            if (is(expression)) {
                return;
            }
            Thread.sleep(25);
        }
        throw new IllegalStateException("never true: " + expression);
    }

    /** Presses a key as a person does: "Tab", "Enter", "Space". */
    void press(String key) {
        String text = key.equals("Enter") ? "\r" : key.equals("Space") ? " " : "";
        int code = switch (key) {
            case "Tab" -> 9;
            case "Enter" -> 13;
            case "Space" -> 32;
            default -> throw new IllegalArgumentException(key);
        };
        call("Input.dispatchKeyEvent", "type", "keyDown", "key", key.equals("Space") ? " " : key, "code", key, "text",
                text, "windowsVirtualKeyCode", code);
        call("Input.dispatchKeyEvent", "type", "keyUp", "key", key.equals("Space") ? " " : key, "code", key,
                "windowsVirtualKeyCode", code);
    }

    void type(String text) {
        call("Input.insertText", "text", text);
    }

    /** Clicks where the element is, as a person does. */
    void click(String selector) {
        JsonArray place = evaluate("(() => { const e = document.querySelector('" + selector + "');"
                + " e.scrollIntoView({block: 'center'}); const r = e.getBoundingClientRect();"
                + " return [r.x + r.width / 2, r.y + r.height / 2]; })()").getAsJsonArray();
        for (String type : List.of("mousePressed", "mouseReleased")) {
            call("Input.dispatchMouseEvent", "type", type, "x", place.get(0).getAsDouble(), "y",
                    place.get(1).getAsDouble(), "button", "left", "clickCount", 1);
        }
    }

    /** Light or dark; screen or print. */
    void media(String type, String scheme) {
        JsonObject feature = new JsonObject();
        feature.addProperty("name", "prefers-color-scheme");
        feature.addProperty("value", scheme);
        JsonArray features = new JsonArray();
        features.add(feature);
        call("Emulation.setEmulatedMedia", "media", type, "features", features);
    }

    void size(int width, int height) {
        call("Emulation.setDeviceMetricsOverride", "width", width, "height", height, "deviceScaleFactor", 1, "mobile",
                false);
    }

    void picture(Path file) throws IOException {
        Files.write(file, Base64.getDecoder().decode(text(call("Page.captureScreenshot"), "data")));
    }

    void print(Path file) throws IOException {
        Files.write(file, Base64.getDecoder().decode(text(call("Page.printToPDF", "printBackground", false), "data")));
    }

    /** What the page complained of since it was opened: exceptions, refusals, messages. */
    List<String> complaints() {
        return events(event -> Arrays.asList("Runtime.exceptionThrown", "Runtime.consoleAPICalled", "Log.entryAdded",
                "Audits.issueAdded").contains(text(event, "method")));
    }

    /** What the page asked for since it was opened, itself included. */
    List<String> requests() {
        return events.stream().filter(event -> text(event, "method").equals("Network.requestWillBeSent"))
                .map(event -> event.getAsJsonObject("params").getAsJsonObject("request").get("url").getAsString())
                .toList();
    }

    private List<String> events(Predicate<JsonObject> which) {
        return events.stream().filter(which).map(JsonObject::toString).toList();
    }

    private static String text(JsonObject object, String name) {
        return object.get(name).getAsString();
    }

    @Override
    public void close() throws IOException {
        socket.abort();
        // Its children write into the profile until they are gone, too.
        List<ProcessHandle> all = Stream.concat(Stream.of(process.toHandle()), process.descendants()).toList();
        process.destroy();
        for (ProcessHandle one : all) {
            try {
                one.onExit().get(5, TimeUnit.SECONDS);
            } catch (TimeoutException e) {
                one.destroyForcibly();
                one.onExit().join();
            } catch (ExecutionException e) {
                throw new IllegalStateException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        List<Path> files = new ArrayList<>();
        try (Stream<Path> below = Files.walk(profile)) {
            below.sorted(Comparator.reverseOrder()).forEach(files::add);
        }
        for (Path file : files) {
            Files.deleteIfExists(file);
        }
    }

    private final class Listener implements WebSocket.Listener {
        private final StringBuilder message = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
            message.append(part);
            if (last) {
                JsonObject all = JsonParser.parseString(message.toString()).getAsJsonObject();
                message.setLength(0);
                if (all.has("id")) {
                    answers.remove(all.get("id").getAsInt()).complete(all);
                } else {
                    events.add(all);
                }
            }
            from.request(1);
            return null;
        }
    }
}
