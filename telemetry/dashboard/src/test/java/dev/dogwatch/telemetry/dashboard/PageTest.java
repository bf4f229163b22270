package dev.dogwatch.telemetry.dashboard;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * The page as a real browser shows it, served by a real mosquitto: one browser for a class, one broker for each test.
 * Screenshots are left in target/screenshots.
 */
abstract class PageTest {

    private static final Path SCREENSHOTS = Path.of("target/screenshots");

    @TempDir
    private static Path logs;
    static Browser browser;

    @TempDir
    private Path directory;
    Stage stage;

    @BeforeAll
    static void startBrowser() {
        browser = new Browser(logs);
    }

    @AfterAll
    static void endBrowser() {
        browser.close();
    }

    @BeforeEach
    void raise() {
        stage = raise(directory);
        browser.size(1280, 800, false);
        browser.prefers("light");
    }

    /** The broker of each test. */
    Stage raise(Path scratch) {
        return new Stage(scratch);
    }

    @AfterEach
    void lower() {
        browser.open("about:blank");
        stage.close();
    }

    /** Opens the overview. */
    void open() {
        browser.open(stage.page());
        awaitLive();
    }

    /** Opens a node of the stage. */
    void open(String node) {
        browser.open(stage.page() + "#/node/harbour%2F" + node);
        awaitLive();
        browser.await("the page of " + node, "document.querySelector('#node h1')?.innerText === '" + node + "'");
    }

    static void awaitLive() {
        browser.await("connection", "document.querySelector('#link').innerText === 'live'");
    }

    static void awaitRows(int count) {
        browser.await(count + " rows", "dogwatch.rows().length === " + count);
    }

    static void awaitFirst(String node) {
        browser.await(node + " as the first row", "dogwatch.rows()[0]?.node === '" + node + "'");
    }

    static void shot(String name) {
        browser.screenshot(SCREENSHOTS.resolve(name + ".png"));
    }

    /** Lets the page draw what it has to draw. */
    static void frame() {
        browser.run("return new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))");
    }
}
