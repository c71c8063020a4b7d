package io.tightship.report.json;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import io.tightship.report.Text;
import java.io.Closeable;
import java.io.IOException;
import java.io.Reader;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads JSON whose keys stand in a known order. What differs is a {@link Mismatch} that names its place. */
final class JsonCursor implements Closeable {

    private static final int SHOWN = 120;

    private final JsonReader json;
    /** A key that was read where another one might have stood. */
    private Optional<String> passed = Optional.empty();

    JsonCursor(Reader text) {
        json = new JsonReader(text);
        json.setStrictness(Strictness.STRICT);
        json.setNestingLimit(20);
    }

    /** The document is not as it should be. */
    static final class Mismatch extends IOException {
        private static final long serialVersionUID = 1;

        Mismatch(String what) {
            super(what);
        }
    }

    /** Reads one value. */
    @FunctionalInterface
    interface Part<T> {
        T read() throws IOException;
    }

    /** Reads one value that belongs to a key. */
    @FunctionalInterface
    interface Member<T> {
        T read(String key) throws IOException;
    }

    Mismatch mismatch(String what) {
        return new Mismatch("at " + Text.line(json.getPath(), SHOWN) + ": " + what);
    }

    void name(String expected) throws IOException {
        if (passed.isEmpty() && json.peek() != JsonToken.NAME) {
            throw mismatch("the key '" + expected + "' is missing");
        }
        String found = passed.isPresent() ? passed.get() : json.nextName();
        passed = Optional.empty();
        if (!found.equals(expected)) {
            throw mismatch("found the key '" + Text.line(found, SHOWN) + "', expected '" + expected + "'");
        }
    }

    <T> T object(Part<T> body) throws IOException {
        expect(JsonToken.BEGIN_OBJECT, "an object");
        json.beginObject();
        T value = body.read();
        if (json.peek() != JsonToken.END_OBJECT) {
            throw mismatch("an unknown key '" + Text.line(json.nextName(), SHOWN) + "'");
        }
        json.endObject();
        return value;
    }

    <T> T object(String name, Part<T> body) throws IOException {
        name(name);
        return object(body);
    }

    <T> List<T> list(String name, Part<T> item) throws IOException {
        name(name);
        return items(item);
    }

    private <T> List<T> items(Part<T> item) throws IOException {
        expect(JsonToken.BEGIN_ARRAY, "a list");
        List<T> items = new ArrayList<>();
        json.beginArray();
        while (json.hasNext()) {
            items.add(item.read());
        }
        json.endArray();
        return List.copyOf(items);
    }

    /** The same, none where another key stands in its place: reports of older versions have no such list. */
    <T> List<T> listOrNone(String name, Part<T> item) throws IOException {
        if (json.peek() != JsonToken.NAME) {
            return List.of();
        }
        String found = json.nextName();
        if (!found.equals(name)) {
            passed = Optional.of(found);
            return List.of();
        }
        return items(item);
    }

    /** The members of an object with any keys, in their order. */
    <T> Map<String, T> members(String name, Member<T> member) throws IOException {
        name(name);
        expect(JsonToken.BEGIN_OBJECT, "an object");
        Map<String, T> members = new LinkedHashMap<>();
        json.beginObject();
        while (json.hasNext()) {
            String key = json.nextName();
            if (members.put(key, member.read(key)) != null) {
                throw mismatch("the key '" + Text.line(key, SHOWN) + "' stands twice");
            }
        }
        json.endObject();
        return members;
    }

    /** Nothing may follow the document. */
    void end() throws IOException {
        if (json.peek() != JsonToken.END_DOCUMENT) {
            throw mismatch("something follows the document");
        }
    }

    /** Goes to the first item of the document's list of the name, past everything that stands before it. */
    void enter(String name) throws IOException {
        json.beginObject();
        while (!json.nextName().equals(name)) {
            json.skipValue();
        }
        beginList();
    }

    void beginList() throws IOException {
        expect(JsonToken.BEGIN_ARRAY, "a list");
        json.beginArray();
    }

    boolean hasNext() throws IOException {
        return json.hasNext();
    }

    void endList() throws IOException {
        json.endArray();
    }

    String text() throws IOException {
        expect(JsonToken.STRING, "a text");
        return json.nextString();
    }

    String text(String name) throws IOException {
        name(name);
        return text();
    }

    Optional<String> textOrNull(String name) throws IOException {
        name(name);
        return isNull() ? Optional.empty() : Optional.of(text());
    }

    <T> Optional<T> objectOrNull(String name, Part<T> body) throws IOException {
        name(name);
        return isNull() ? Optional.empty() : Optional.of(object(body));
    }

    List<String> texts(String name) throws IOException {
        return list(name, this::text);
    }

    boolean flag(String name) throws IOException {
        name(name);
        expect(JsonToken.BOOLEAN, "true or false");
        return json.nextBoolean();
    }

    /** A whole number from 0. */
    long count(String name) throws IOException {
        name(name);
        expect(JsonToken.NUMBER, "a number");
        String number = json.nextString();
        if (!number.matches("[0-9]{1,18}")) {
            throw mismatch("'" + number + "' is not a whole number from 0");
        }
        return Long.parseLong(number);
    }

    int smallCount(String name) throws IOException {
        long count = count(name);
        if (count > Integer.MAX_VALUE) {
            throw mismatch(count + " is too much");
        }
        return (int) count;
    }

    <E extends Enum<E>> E word(String name, Class<E> words) throws IOException {
        return known(text(name), words);
    }

    <E extends Enum<E>> E known(String word, Class<E> words) throws IOException {
        for (E known : words.getEnumConstants()) {
            if (known.name().equals(word)) {
                return known;
            }
        }
        throw mismatch("'" + Text.line(word, SHOWN) + "' is none of "
                + List.of(words.getEnumConstants()).toString().replaceAll("[\\[\\]]", ""));
    }

    Instant instant(String name) throws IOException {
        String text = text(name);
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw mismatch("'" + Text.line(text, SHOWN) + "' is not a time such as 2026-11-21T02:00:00Z");
        }
    }

    LocalDate day(String text) throws IOException {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeException e) {
            throw mismatch("'" + Text.line(text, SHOWN) + "' is not a date such as 2026-11-21");
        }
    }

    private boolean isNull() throws IOException {
        if (json.peek() == JsonToken.NULL) {
            json.nextNull();
            return true;
        }
        return false;
    }

    private void expect(JsonToken token, String what) throws IOException {
        if (json.peek() != token) {
            throw mismatch("expected " + what);
        }
    }

    @Override
    public void close() throws IOException {
        json.close();
    }
}
