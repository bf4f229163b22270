package dev.dogwatch.telemetry.dashboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The page of one node. */
class NodePageTest extends PageTest {

    private static final String RESTARTED = "died (SIGKILL), started again, and 2 times before that unseen";

    @Test
    void itTellsServicesAndTheirLastDay() {
        stage.node("auv-01", "watchdog", "nav", "gps", "nav%2Flog");
        stage.state("auv-01", "gps", "run", 2);
        open("auv-01");
        browser.await("three services", "document.querySelectorAll('.service-row:not([hidden])').length === 3");
        stage.event("auv-01", "gps", "down", "down", 3, 0);
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
    void itTellsWhatHappensTheNewestFirst() {
        stage.node("auv-01", "reboot", "nav", "gps");
        open("auv-01");
        browser.await("two services", "document.querySelectorAll('.service-row:not([hidden])').length === 2");
        assertTrue(browser.text("#node").contains("Nothing has happened since this page was opened."));
        // What a bridge says of each service when it starts is no news.
        stage.event("auv-01", "gps", "appeared", "run", 0, 0);
        stage.event("auv-01", "gps", "restarted", "run", 3, 2);
        stage.event("auv-01", "nav", "down", "down", 1, 0);
        stage.event("auv-01", "nav", "up", "run", 1, 0);
        browser.await("three events", "document.querySelectorAll('.events li').length === 3");
        assertEquals("up, pid 4711|died (SIGKILL)|" + RESTARTED,
                browser.run("return [...document.querySelectorAll('.events li span')].map(e => e.innerText).join('|')").asText());
        assertEquals("nav|nav|gps", browser.run("return [...document.querySelectorAll('.events li .name')].map(e => e.innerText).join('|')").asText());
        assertFalse(browser.text("#node").contains("Nothing has happened"));
        shot("events");
    }

    @Test
    void anEventIsToldOnceThoughItComesTwice() {
        stage.node("auv-01", "reboot", "nav");
        open("auv-01");
        browser.await("the service", "document.querySelector('.service-row:not([hidden])')");
        stage.event("auv-01", "nav", "down", "down", 1, 0);
        browser.run("""
                const bytes = new TextEncoder().encode(JSON.stringify({state: 'down', want: 'up', deaths: 1, signal: 9, cause: 'down', sid: '%s', seq: 1}));
                dogwatch.fleet.message('dogwatch/v1/harbour/auv-01/svc/nav/event', bytes, Date.now());""".formatted(Stage.SID));
        stage.event("auv-01", "nav", "up", "run", 1, 0);
        browser.await("what came after", "document.querySelector('.events').innerText.includes('up, pid')");
        assertEquals(2, browser.run("return document.querySelectorAll('.events li').length").intValue());
    }

    @Test
    void theLastDayOutlivesAReload() {
        stage.node("auv-01", "reboot", "nav", "gps");
        open("auv-01");
        browser.await("two services", "document.querySelectorAll('.service-row:not([hidden])').length === 2");
        stage.state("auv-01", "gps", "run", 1);
        String seen = "document.querySelector('.service-row[data-condition] .timeline[aria-label=\"Last day: 1 restart seen\"]')";
        browser.await("the restart", seen);
        browser.await("it to be kept", """
                new Promise(done => {
                  const opening = indexedDB.open('dogwatch');
                  opening.onsuccess = () => {
                    const reading = opening.result.transaction('nodes').objectStore('nodes').get('harbour/auv-01');
                    reading.onsuccess = () => {
                      opening.result.close();
                      done(reading.result?.services.find(one => one.name === 'gps').entries.includes(ServiceHistory.RESTART) || null);
                    };
                  };
                })""");
        browser.reload();
        awaitLive();
        browser.await("the restart that only the page knows of", seen);
    }

    @Test
    void twoHundredAndFiftyServices() {
        stage.node("auv-01", "reboot", IntStream.range(0, 250).mapToObj("worker-%03d"::formatted).toArray(String[]::new));
        open("auv-01");
        browser.await("all of them", "dogwatch.fleet.nodes.get('harbour/auv-01').services.size === 250");
        frame();
        int rows = browser.run("return document.querySelectorAll('.service-row').length").intValue();
        assertTrue(rows < 60, rows + " rows");
        stage.state("auv-01", "worker-177", "down", 1);
        browser.await("what is down first", "document.querySelector('.service-row[aria-posinset=\"1\"]:not([hidden])')?.innerText.includes('worker-177')");
        shot("many-services");
        browser.run("scrollTo(0, document.documentElement.scrollHeight)");
        browser.await("the last one", "[...document.querySelectorAll('.service-row:not([hidden])')].some(row => row.innerText.includes('worker-249')"
                + " && row.getBoundingClientRect().bottom <= innerHeight)");
        browser.type(Browser.ESCAPE);
        browser.await("its row among all nodes", "dogwatch.rows()[0].text.includes('+226') && dogwatch.rows()[0].text.includes('worker-177 down')");
    }
}
