package dev.dogwatch.telemetry.dashboard;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dogwatch.telemetry.testkit.Await;
import dev.dogwatch.telemetry.testkit.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** A headless Chromium, spoken to through chromedriver in the words of W3C WebDriver. */
final class Browser implements AutoCloseable {

    /** Keys that are no characters, as WebDriver has them. */
    static final String TAB = "\uE004";
    static final String ENTER = "\uE007";
    static final String DOWN = "\uE015";
    static final String UP = "\uE013";
    static final String ESCAPE = "\uE00C";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Process driver;
    private final HttpClient http = HttpClient.newHttpClient();
    private final String base;
    private final String session;

    /** Starts one. What chromedriver says goes to a file in this directory. */
    Browser(Path directory) {
        int port = Ports.free();
        base = "http://127.0.0.1:" + port;
        try {
            driver = new ProcessBuilder("chromedriver", "--port=" + port).redirectErrorStream(true)
                    .redirectOutput(directory.resolve("chromedriver.log").toFile()).start();
        } catch (IOException e) {
            throw new UncheckedIOException("chromedriver is needed (Debian: chromium-driver)", e);
        }
        Await.until("chromedriver", () -> Ports.answers(port), driver::info);
        ObjectNode body = JSON.createObjectNode();
        ObjectNode always = body.putObject("capabilities").putObject("alwaysMatch");
        // The sandbox does not start as root, /dev/shm may be small; a proxy is not for this machine's own pages.
        always.putObject("goog:chromeOptions").putArray("args").add("--headless=new").add("--no-sandbox").add("--disable-dev-shm-usage")
                .add("--no-proxy-server").add("--window-size=1280,800");
        always.putObject("goog:loggingPrefs").put("browser", "ALL");
        session = base + "/session/" + post(base + "/session", body).get("sessionId").textValue();
    }

    void open(String url) {
        post(session + "/url", JSON.createObjectNode().put("url", url));
    }

    void reload() {
        post(session + "/refresh", JSON.createObjectNode());
    }

    /** The width that a page gets, whatever width windows may have. */
    void size(int width, int height, boolean mobile) {
        devtools("Emulation.setDeviceMetricsOverride", Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", mobile));
    }

    /** What the system prefers: light or dark. */
    void prefers(String scheme) {
        devtools("Emulation.setEmulatedMedia", Map.of("features", new Object[] {Map.of("name", "prefers-color-scheme", "value", scheme)}));
    }

    private void devtools(String command, Map<String, ?> parameters) {
        ObjectNode body = JSON.createObjectNode().put("cmd", command);
        body.set("params", JSON.valueToTree(parameters));
        post(session + "/goog/cdp/execute", body);
    }

    /** Runs JavaScript in the page, as the body of a function. */
    JsonNode run(String script) {
        ObjectNode body = JSON.createObjectNode().put("script", script);
        body.putArray("args");
        return post(session + "/execute/sync", body);
    }

    String text(String selector) {
        return run("return document.querySelector(" + JSON.valueToTree(selector) + ")?.innerText ?? ''").asText();
    }

    /** Types where the focus is. */
    void type(String keys) {
        ObjectNode body = JSON.createObjectNode();
        ObjectNode source = body.putArray("actions").addObject().put("type", "key").put("id", "keyboard");
        var actions = source.putArray("actions");
        keys.codePoints().mapToObj(Character::toString).forEach(key -> {
            actions.addObject().put("type", "keyDown").put("value", key);
            actions.addObject().put("type", "keyUp").put("value", key);
        });
        post(session + "/actions", body);
    }

    /** Waits until this expression is true in the page. */
    void await(String what, String expression) {
        await(what, PATIENCE, expression);
    }

    /** The same within {@code limit}. Returns what the expression was then. */
    JsonNode await(String what, Duration limit, String expression) {
        AtomicReference<JsonNode> value = new AtomicReference<>();
        Await.until(what, limit, () -> {
            value.set(run("return (" + expression + ") || null"));
            return !value.get().isNull();
        }, () -> text("body") + "\n" + log());
        return value.get();
    }

    /** What the page has said to the console, since the last call. */
    JsonNode log() {
        return post(session + "/se/log", JSON.createObjectNode().put("type", "browser"));
    }

    void screenshot(Path file) {
        try {
            Files.createDirectories(file.getParent());
            Files.write(file, Base64.getDecoder().decode(send(HttpRequest.newBuilder(URI.create(session + "/screenshot")).GET()).textValue()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private JsonNode post(String url, JsonNode body) {
        return send(HttpRequest.newBuilder(URI.create(url)).header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString())));
    }

    private JsonNode send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response = http.send(request.timeout(PATIENCE).build(), HttpResponse.BodyHandlers.ofString());
            JsonNode value = JSON.readTree(response.body()).path("value");
            if (response.statusCode() != 200) {
                throw new AssertionError(value);
            }
            return value;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    @Override
    public void close() {
        try {
            send(HttpRequest.newBuilder(URI.create(session)).DELETE());
        } finally {
            driver.destroy();
            try {
                if (!driver.waitFor(Await.LONG.toMillis(), TimeUnit.MILLISECONDS)) {
                    driver.destroyForcibly();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
