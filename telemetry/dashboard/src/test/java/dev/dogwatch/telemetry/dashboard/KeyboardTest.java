package dev.dogwatch.telemetry.dashboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Everything without a mouse. */
class KeyboardTest extends PageTest {

    @BeforeEach
    void nineNodes() {
        for (int i = 1; i <= 9; i++) {
            stage.node("auv-0" + i, i == 3 ? "watchdog" : "reboot", i == 7 ? "sonar" : "nav");
        }
        open();
        awaitRows(9);
    }

    private static void awaitNode(String name) {
        browser.await("the page of " + name, "!document.querySelector('#node').hidden && document.querySelector('#node h1').innerText === '" + name + "'");
    }

    private static void awaitOverview() {
        browser.await("the overview", "!document.querySelector('#overview').hidden && document.querySelector('#node').hidden");
    }

    @Test
    void searchIsASlashAway() {
        browser.type("/sonar");
        browser.await("the one that has it", "dogwatch.rows().length === 1 && dogwatch.rows()[0].node === 'auv-07'");
        browser.type(Browser.ENTER);
        awaitNode("auv-07");
        browser.type("/");
        awaitOverview();
        browser.await("the search in focus", "document.activeElement.id === 'search'");
        browser.type(Browser.ESCAPE);
        awaitRows(9);
    }

    @Test
    void lettersAndArrowsSelectEnterOpensAndEscapeGoesBack() {
        browser.type("jjk" + Browser.DOWN + Browser.DOWN + Browser.UP + Browser.ENTER);
        awaitNode("auv-02");
        browser.type(Browser.ESCAPE);
        awaitOverview();
        assertEquals("auv-02", browser.text(".row.selected[aria-current=true] .name"));
    }

    @Test
    void numbersFilterAndEscapeShowsAll() {
        browser.type("5");
        browser.await("what the watchdog has reset", "dogwatch.rows().length === 1 && dogwatch.rows()[0].node === 'auv-03'");
        browser.type("/nav auv");
        browser.await("words that it has", "document.querySelector('#search').value === 'nav auv'");
        awaitRows(1);
        // Some node has it, but not one that the filter lets through.
        browser.run("document.querySelector('#search').select()");
        browser.type("sonar");
        awaitRows(0);
        assertTrue(browser.text("#nothing").startsWith("No node is like that"), browser.text("#nothing"));
        browser.type(Browser.ESCAPE);
        awaitRows(9);
    }

    /** As somebody does who knows none of the page's own keys. What has the focus is seen to have it, at each step. */
    @Test
    void tabWalksThroughAllOfItAndEnterOpens() {
        StringBuilder walk = new StringBuilder();
        do {
            browser.type(Browser.TAB);
            String where = browser.run("""
                    const at = document.activeElement, box = at.closest('.row') ?? at;
                    return (getComputedStyle(box).outlineStyle === 'none' ? 'UNSEEN ' : '') + (at.id || at.className || at.tagName);""").asText();
            walk.append(where).append(", ");
            assertTrue(walk.length() < 2000, walk::toString);
        } while (!browser.run("return document.activeElement.closest('.node-row') !== null").booleanValue());
        for (String stop : new String[] {"brand", "search", "theme", "help", "tile-offline"}) {
            assertTrue(walk.toString().contains(stop), stop + " in " + walk);
        }
        assertTrue(!walk.toString().contains("UNSEEN"), walk::toString);
        String node = browser.run("return document.activeElement.innerText").asText();
        browser.type(Browser.ENTER);
        awaitNode(node);
        browser.type(Browser.TAB);
        assertEquals("back", browser.run("return document.activeElement.className").asText());
        browser.type(Browser.ENTER);
        awaitOverview();
    }

    @Test
    void aQuestionMarkTellsTheKeysAndTheSigns() {
        browser.type("?");
        browser.await("the keys", "document.querySelector('#keys').open");
        shot("keys");
        browser.type(Browser.ESCAPE);
        browser.await("their end", "!document.querySelector('#keys').open");
        assertEquals(9, browser.run("return dogwatch.rows().length").intValue());
        browser.type("?");
        browser.await("the keys", "document.querySelector('#keys').open");
        browser.type(Browser.ENTER);
        browser.await("their end, by the button", "!document.querySelector('#keys').open");
    }

    @Test
    void whoTypesInTheSearchTypes() {
        browser.type("/jkt?15");
        browser.await("what was typed", "document.querySelector('#search').value === 'jkt?15'");
        assertTrue(!browser.run("return document.querySelector('#keys').open").booleanValue());
        assertEquals("all", browser.run("return document.querySelector('.tile[aria-pressed=true]').className.replace(/.*tile-(\\w+).*/, '$1')").asText());
    }
}
