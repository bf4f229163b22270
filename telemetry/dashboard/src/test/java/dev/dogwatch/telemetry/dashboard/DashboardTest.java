package dev.dogwatch.telemetry.dashboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dogwatch.telemetry.fleet.FleetSim;
import dev.dogwatch.telemetry.fleet.Options;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page as a real browser shows it, served by a real mosquitto. Screenshots are left in target/screenshots. */
class DashboardTest {

    private static final Path SCREENSHOTS = Path.of("target/screenshots");
    private static final int NODES = 1000;
    private static final int SERVICES = 20;

    @TempDir
    private static Path logs;
    private static Browser browser;

    @TempDir
    private Path directory;
    private Stage stage;

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
        stage = new Stage(directory);
        browser.size(1280, 800, false);
        browser.prefers("light");
    }

    @AfterEach
    void lower() {
        browser.open("about:blank");
        stage.close();
    }

    private void open() {
        browser.open(stage.page());
        browser.await("connection", "document.querySelector('#link').innerText === 'live'");
    }

    private void shot(String name) {
        browser.screenshot(SCREENSHOTS.resolve(name + ".png"));
    }

    /** Lets the page draw what it has to draw. */
    private static void frame() {
        browser.run("return new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))");
    }

    private void awaitFirst(String node) {
        browser.await(node + " as the first row", "dogwatch.rows()[0]?.node === '" + node + "'");
    }

    @Test
    void theOverviewShowsNodesAndWhatFlapsFirst() {
        stage.node("auv-01", "power-on", "nav", "gps");
        stage.node("auv-02", "watchdog", "nav", "gps");
        open();
        browser.await("two nodes", "dogwatch.rows().length === 2");
        assertEquals("auv-01", browser.run("return dogwatch.rows()[0].node").asText());
        for (int deaths = 1; deaths <= 4; deaths++) {
            stage.state("auv-02", "gps", "run", deaths);
        }
        awaitFirst("auv-02");
        String row = browser.run("return dogwatch.rows()[0].text").asText();
        assertTrue(row.contains("gps flapping 4×") && row.contains("watchdog reset"), row);
        shot("flapping");
    }

    @Test
    void aKilledServiceTurnsRedAndGreenAgain() {
        stage.node("auv-01", "power-on", "nav");
        open();
        browser.await("a service that runs", "document.querySelector('.node-row .cell.run')");
        String green = colourOfCell();
        stage.state("auv-01", "nav", "down", 1);
        browser.await("a service that is down", "document.querySelector('.node-row .cell.down')");
        String red = colourOfCell();
        stage.state("auv-01", "nav", "run", 1);
        browser.await("a service that runs again", "document.querySelector('.node-row .cell.run')");
        assertEquals(green, colourOfCell());
        assertFalse(green.equals(red), red);
    }

    private static String colourOfCell() {
        return browser.run("return getComputedStyle(document.querySelector('.node-row .cell')).backgroundColor").asText();
    }

    @Test
    void keysSearchSelectOpenAndGoBack() {
        for (int i = 1; i <= 9; i++) {
            stage.node("auv-0" + i, "reboot", i == 7 ? "sonar" : "nav");
        }
        open();
        browser.await("nine nodes", "dogwatch.rows().length === 9");
        browser.type("/sonar");
        browser.await("the one that has it", "dogwatch.rows().length === 1 && dogwatch.rows()[0].node === 'auv-07'");
        browser.type(Browser.ESCAPE);
        browser.await("all again", "dogwatch.rows().length === 9");
        browser.type("jjk" + "j" + Browser.ENTER);
        browser.await("the second node's page", "document.querySelector('#node h1').innerText === 'auv-02'");
        browser.type(Browser.ESCAPE);
        browser.await("the overview", "!document.querySelector('#overview').hidden");
        browser.type("?");
        browser.await("the keys", "document.querySelector('#keys').open");
        shot("keys");
    }

    @Test
    void aFilterShowsOnlyWhatIsOffline() {
        stage.node("auv-01", "reboot", "nav");
        stage.node("auv-02", "reboot", "nav");
        stage.will("auv-02", Stage.SID);
        open();
        browser.await("two nodes", "dogwatch.rows().length === 2");
        browser.type("4");
        browser.await("the one that is offline", "dogwatch.rows().length === 1 && dogwatch.rows()[0].text.includes('offline')");
    }

    @Test
    void aWillOfAnEarlierSessionIsNotBelieved() {
        stage.node("auv-01", "reboot", "nav");
        stage.will("auv-01", "an-earlier-session");
        open();
        browser.await("the node online", "dogwatch.rows()[0]?.text.includes('online')");
    }

    @Test
    void theNodePageTellsServicesAndTheirLastDay() {
        stage.node("auv-01", "watchdog", "nav", "gps", "nav%2Flog");
        stage.state("auv-01", "gps", "run", 2);
        browser.open(stage.page() + "#/node/harbour%2Fauv-01");
        browser.await("three services", "document.querySelectorAll('.service-row:not([hidden])').length === 3");
        stage.state("auv-01", "gps", "down", 3);
        browser.await("gps first and down", "document.querySelector('#services').innerText.includes('SIGKILL')"
                + " && document.querySelector('.service-row[data-condition=down]')");
        String page = browser.text("#node");
        for (String part : new String[] {"auv-01", "watchdog reset: critical heart: check failed for 10 s", "nav/log", "5 min", "aarch64"}) {
            assertTrue(page.contains(part), part + " in " + page);
        }
        shot("node-light");
        browser.prefers("dark");
        frame();
        shot("node-dark");
        browser.size(390, 844, true);
        frame();
        shot("node-phone");
    }

    @Test
    void hostileNamesAreText() {
        String script = "<img src=x onerror=alert(1)>";
        stage.node("<script>document.title='x'<%2Fscript>", "reboot", script, "\u202Egnp.exe", "犬" + "x".repeat(300), "__proto__", "constructor");
        stage.publish(Stage.topic("garbage", "status"), "{\"online\":", true);
        stage.publish(Stage.topic("garbage", "birth"), "[[[[]]]]", true);
        stage.publish(Stage.topic("odd", "svc/nav/state"), "{\"state\":\"run\",\"since\":{},\"deaths\":\"many\",\"seq\":null,\"pid\":-1e999}", true);
        stage.publish(Stage.topic("odd", "birth"), "{\"services\":7,\"watchdog\":[],\"cause\":{\"toString\":1}}", true);
        open();
        browser.await("five services as text", "dogwatch.fleet.nodes.get(\"harbour/<script>document.title='x'<%2Fscript>\")?.services.size === 5");
        browser.await("the names shown", "document.querySelector('#nodes').innerText.includes('<script>')");
        assertEquals(0, browser.run("return document.querySelectorAll('main script, main img').length").intValue());
        shot("hostile");
        browser.type("j" + Browser.ENTER);
        browser.await("a node's page, with the override of directions shown", "document.querySelector('#node').innerText.includes('\\\\u202egnp.exe')");
        shot("hostile-node");
        for (JsonNode entry : browser.log()) {
            assertFalse(entry.path("level").asText().equals("SEVERE"), entry::toString);
        }
    }

    @Test
    void itComesBackWithTheBroker() {
        stage.node("auv-01", "reboot", "nav");
        open();
        browser.await("a node", "dogwatch.rows().length === 1");
        stage.killBroker();
        browser.await("word of it", "document.querySelector('#link').innerText.startsWith('no broker')");
        stage.startBroker();
        stage.node("auv-02", "reboot", "nav");
        browser.await("the new node", "dogwatch.rows().length === 2");
        assertEquals("live", browser.text("#link"));
    }

    @Test
    void aThousandNodesStayFluid() {
        Options defaults = Options.defaults();
        Options options = new Options(stage.brokerUrl(), defaults.site(), NODES, SERVICES, 100, 7, 5, 0);
        Thread fleet = Thread.ofPlatform().start(() -> live(options));
        try {
            open();
            browser.await("all of them", "[...dogwatch.fleet.nodes.values()].reduce((n, node) => n + node.services.size, 0) === " + NODES * SERVICES);
            browser.await("their number", "document.querySelector('.tile-all b').innerText === '1,000'");
            shot("fleet-light");
            browser.run("""
                    dogwatch.frames.draws = 0;
                    let last = 0, y = 0;
                    window.gaps = [];
                    requestAnimationFrame(function frame(now) {
                      if (last) { gaps.push(now - last); }
                      last = now;
                      scrollTo(0, y = (y + 60) % 20000);
                      if (gaps.length < 200) { requestAnimationFrame(frame); }
                    });""");
            browser.await("200 frames", "gaps.length >= 200");
            JsonNode figures = browser.run("""
                    const middle = a => [...a].sort((x, y) => x - y)[Math.floor(a.length / 2)];
                    const high = a => [...a].sort((x, y) => x - y)[Math.floor(a.length * 0.99)];
                    const times = dogwatch.frames.times.slice(0, Math.min(600, dogwatch.frames.draws));
                    return {frame: middle(gaps), worst: high(gaps), draw: middle(times), drawWorst: high(times),
                      heap: Math.round(performance.memory.usedJSHeapSize / 1e6), elements: document.querySelectorAll('*').length};""");
            System.out.println("1,000 nodes x 20 services, 100 changes a second, scrolling: " + figures);
            assertTrue(figures.get("frame").doubleValue() < 100, figures::toString);
            assertTrue(figures.get("elements").intValue() < 5000, figures::toString);
            browser.run("scrollTo(0, 0)");
            browser.prefers("dark");
            frame();
            shot("fleet-dark");
            browser.size(390, 844, true);
            frame();
            shot("fleet-phone");
        } finally {
            fleet.interrupt();
            join(fleet);
        }
    }

    private static void live(Options options) {
        try (FleetSim sim = new FleetSim(options)) {
            while (!Thread.currentThread().isInterrupted()) {
                sim.turn();
                Thread.sleep(10);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
