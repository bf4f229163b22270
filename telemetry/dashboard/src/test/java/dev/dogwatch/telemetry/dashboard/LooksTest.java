package dev.dogwatch.telemetry.dashboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whether people can read it: in the light and in the dark, on a phone, and who does not see colours. */
class LooksTest extends PageTest {

    /** A small phone; logical pixels. */
    private static final int PHONE = 360;
    /** What a finger meets, logical pixels (WCAG 2.2, 2.5.5). */
    private static final int FINGER = 44;

    /** A node for each thing that a node can be. */
    private void everything() {
        stage.node("fine", "power-on", "nav", "gps");
        stage.node("flapping", "reboot", "gps", "nav");
        stage.node("degraded", "watchdog", "gps", "heart");
        stage.state("degraded", "gps", "down", 1);
        stage.node("resigned", "poweroff", "gps");
        stage.state("resigned", "gps", "down", 5, json -> json.put("gave_up", true));
        stage.node("waiting", "unknown", "paused", "finishing", "settling", "off");
        stage.state("waiting", "paused", "run", 0, json -> json.put("paused", true));
        stage.state("waiting", "finishing", "finish", 1);
        stage.state("waiting", "settling", "run", 0, json -> json.put("ready", false));
        stage.state("waiting", "off", "down", 0, json -> json.put("want", "down"));
        stage.node("starving", "reboot", "heart", "a-service-with-a-name-that-is-longer-than-all-others-and-than-what-a-phone-shows");
        stage.starving("starving", "critical heart: down for 30 s, which is longer than it may be");
        stage.node("lost", "reboot", "nav");
        stage.will("lost", Stage.SID);
        stage.node("stopped", "reboot", "nav");
        stage.stopped("stopped");
        open();
        awaitRows(8);
        for (int deaths = 1; deaths <= 4; deaths++) {
            stage.event("flapping", "gps", "restarted", "run", deaths, 0);
        }
        awaitFirst("flapping");
        // That services wait is said beside.
        browser.await("all that they are", "new Set(dogwatch.rows().map(row => row.text.split('\\n')[0])).size === 7");
    }

    private static JsonNode audit(String what) {
        try (var script = LooksTest.class.getResourceAsStream("contrast.js")) {
            return browser.run(new String(script.readAllBytes(), StandardCharsets.UTF_8) + "return audit();");
        } catch (IOException e) {
            throw new UncheckedIOException(what, e);
        }
    }

    private static void assertReadable(String what) {
        frame();
        JsonNode found = audit(what);
        assertTrue(found.get("texts").intValue() > 3, what + ": nothing to read");
        assertEquals("[]", found.get("faint").toString(), what);
    }

    @ParameterizedTest
    @ValueSource(strings = {"light", "dark"})
    void allTextContrastsAsWcagAaWantsIt(String theme) {
        browser.prefers(theme);
        everything();
        browser.type("j");
        assertReadable("all nodes, " + theme);
        shot("everything-" + theme);
        browser.type("/nobody has this");
        browser.await("nothing", "!document.querySelector('#nothing').hidden");
        assertReadable("nothing found, " + theme);
        browser.type(Browser.ESCAPE);
        for (String node : new String[] {"flapping", "degraded", "waiting", "starving", "lost"}) {
            browser.run("location.hash = '#/node/harbour%2F" + node + "'");
            browser.await("the page of " + node, "!document.querySelector('#node').hidden && document.querySelector('#node h1').innerText === '" + node + "'");
            assertReadable("the page of " + node + ", " + theme);
            shot("node-" + node + "-" + theme);
        }
        browser.run("document.querySelector('#sign-in-refused').hidden = false; document.querySelector('#sign-in-refused').innerText = 'Refused.';"
                + "document.querySelector('#sign-in').showModal()");
        assertReadable("the sign-in, " + theme);
        browser.run("document.querySelector('#sign-in').close()");
        browser.type("?");
        assertReadable("the keys, " + theme);
    }

    @Test
    void itIsAsTheSystemWantsItUntilSomebodyChooses() {
        stage.node("auv-01", "reboot", "nav");
        open();
        String light = ground();
        browser.prefers("dark");
        frame();
        String dark = ground();
        assertNotEquals(light, dark);
        browser.run("document.querySelector('#theme').click()");
        frame();
        assertEquals(light, ground());
        browser.reload();
        awaitLive();
        assertEquals(light, ground(), "chosen, after a reload");
        browser.type("t");
        frame();
        assertEquals(dark, ground());
        browser.prefers("light");
        frame();
        assertEquals(dark, ground(), "chosen, whatever the system says");
    }

    private static String ground() {
        return browser.run("return getComputedStyle(document.body).backgroundColor").asText();
    }

    /** Each condition has a shape of its own beside its colour; and the word beside it says the same. */
    @Test
    void noStateIsToldByColourAlone() {
        everything();
        JsonNode shapes = browser.run("""
                return ['run', 'flapping', 'down', 'waiting', 'off'].map(condition => {
                  const style = getComputedStyle(document.querySelector('.node-row:not([hidden]) .cell.' + condition));
                  return [style.clipPath, style.borderStyle, style.borderRadius, style.height].join(' ');
                });""");
        assertEquals(5, browser.run("return new Set(arguments[0] ?? " + shapes + ").size").intValue(), shapes::toString);
        browser.run("location.hash = '#/node/harbour%2Fwaiting'");
        browser.await("its services", "document.querySelectorAll('.service-row:not([hidden])').length === 4");
        assertEquals("finishing|not ready|off|paused", browser.run("""
                return [...document.querySelectorAll('.service-row:not([hidden]) .word')].map(word => word.innerText).sort().join('|');""").asText());
        browser.run("location.hash = '#/'");
        browser.await("the signs in words", "document.querySelector('.node-row .cells[aria-label=\"1 flapping, 1 up\"]')");
    }

    @Test
    void aPhoneShowsItWithoutScrollingSideways() {
        browser.size(PHONE, 740, true);
        everything();
        assertFits("all nodes");
        shot("everything-phone");
        for (String node : new String[] {"flapping", "starving", "degraded"}) {
            browser.run("location.hash = '#/node/harbour%2F" + node + "'");
            browser.await("the page of " + node, "document.querySelector('#node h1')?.innerText === '" + node + "'");
            frame();
            assertFits("the page of " + node);
            shot("node-" + node + "-phone");
        }
        browser.run("document.querySelector('#sign').hidden = false; document.querySelector('#sign-in').showModal()");
        assertFits("the sign-in");
        shot("sign-in-phone");
    }

    private static void assertFits(String what) {
        assertEquals(PHONE, browser.run("return document.documentElement.scrollWidth").intValue(), what);
        JsonNode small = browser.run("""
                return [...document.querySelectorAll('a, button, input')]
                  .map(one => [one, (one.closest('.row') ?? one).getBoundingClientRect()])
                  .filter(([one, box]) => box.width > 0 && (Math.round(box.width) < %1$d || Math.round(box.height) < %1$d))
                  .map(([one, box]) => `${one.id || one.className || one.innerText} ${box.width} x ${box.height}`);""".formatted(FINGER));
        assertEquals("[]", small.toString(), what);
    }
}
