package dev.dogwatch.telemetry.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A browser for scripts: {@code Browse DIRECTORY}, which is where chromedriver's words go. Does what it reads from its standard
 * input, and answers each line with one, {@code ok} and what there was, or {@code no} and why not. Ends with its input.
 *
 * <pre>
 * open URL
 * await SECONDS EXPRESSION    until this is true in the page; answers what it is
 * shot FILE                   a screenshot, as PNG
 * </pre>
 */
public final class Browse {

    private final Browser browser;

    private Browse(Browser browser) {
        this.browser = browser;
    }

    public static void main(String[] arguments) throws IOException {
        var lines = new BufferedReader(new InputStreamReader(System.in, UTF_8));
        try (Browser browser = new Browser(Path.of(arguments[0]))) {
            Browse browse = new Browse(browser);
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                System.out.println(browse.answer(line).replace('\n', ' '));
            }
        }
    }

    private String answer(String line) {
        String[] words = line.split(" ", 3);
        try {
            return "ok " + switch (words[0]) {
                case "open" -> open(words[1]);
                case "await" -> await(Duration.ofSeconds(Long.parseLong(words[1])), words[2]);
                case "shot" -> shot(Path.of(line.substring("shot ".length())));
                default -> throw new IllegalArgumentException("unknown command " + words[0]);
            };
        } catch (RuntimeException | AssertionError e) {
            return "no " + e.getMessage();
        }
    }

    private String open(String url) {
        browser.open(url);
        return url;
    }

    private String await(Duration limit, String expression) {
        JsonNode value = browser.await(expression, limit, expression);
        return value.isTextual() ? value.textValue() : value.toString();
    }

    private String shot(Path file) {
        browser.screenshot(file);
        return file.toString();
    }
}
