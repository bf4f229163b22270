package dev.dogwatch.telemetry.dashboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dogwatch.telemetry.fleet.FleetSim;
import dev.dogwatch.telemetry.fleet.Options;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the page shows of a fleet. */
class DashboardTest extends PageTest {

    private static final int NODES = 1000;
    private static final int SERVICES = 20;

    @Test
    void theOverviewShowsNodesAndWhatFlapsFirst() {
        stage.node("auv-01", "power-on", "nav", "gps");
        stage.node("auv-02", "watchdog", "nav", "gps");
        open();
        awaitRows(2);
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
    void itTellsWhyEachNodeHasStarted() {
        var words = Map.of("power-on", "power on", "poweroff", "after power off", "watchdog", "watchdog reset", "reboot", "reboot", "unknown", "unknown cause");
        words.keySet().forEach(cause -> stage.node(cause, cause, "nav"));
        open();
        awaitRows(words.size());
        browser.await("the count of resets", "document.querySelector('.tile-reset b').innerText === '1'");
        words.forEach((cause, word) -> assertEquals(word, browser.run("return [...document.querySelectorAll('.node-row')]"
                + ".find(row => row.querySelector('.name').innerText === '" + cause + "').querySelector('.start').innerText").asText()));
        assertEquals("critical heart: check failed for 10 s", browser.run("return document.querySelector('.start.flag').title").asText());
    }

    @Test
    void aFilterShowsOnlyWhatIsOffline() {
        stage.node("auv-01", "reboot", "nav");
        stage.node("auv-02", "reboot", "nav");
        stage.will("auv-02", Stage.SID);
        open();
        awaitRows(2);
        browser.type("4");
        browser.await("the one that is offline", "dogwatch.rows().length === 1 && dogwatch.rows()[0].text.includes('offline')");
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
