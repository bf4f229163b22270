package dev.dogwatch.telemetry.dashboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dogwatch.telemetry.fleet.FleetSim;
import dev.dogwatch.telemetry.fleet.Options;
import org.junit.jupiter.api.Test;

/** What the page believes of nodes and brokers that come and go. */
class BrokerTest extends PageTest {

    private static void awaitWord(String node, String word) {
        browser.await(node + " " + word, "dogwatch.rows().some(row => row.node === '" + node + "' && row.text.startsWith('" + word + "'))");
    }

    @Test
    void aWillOfAnEarlierSessionIsNotBelieved() {
        stage.node("auv-01", "reboot", "nav");
        stage.will("auv-01", "an-earlier-session");
        stage.node("auv-02", "reboot", "nav");
        open();
        awaitWord("auv-01", "online");
        // The same while somebody looks on; what comes after it shows that it has come.
        stage.will("auv-02", "an-earlier-session");
        stage.state("auv-02", "nav", "down", 1);
        awaitWord("auv-02", "degraded");
        stage.will("auv-02", Stage.SID);
        awaitWord("auv-02", "offline");
    }

    @Test
    void theSimulatorsNodesAreOfflineByTheWillsThatTheBrokerPublishes() {
        Options defaults = Options.defaults();
        int nodes = 5;
        int wills = 3;
        try (FleetSim fleet = new FleetSim(new Options(stage.brokerUrl(), defaults.site(), nodes, 2, 0, 7, wills, 0))) {
            assertTrue(fleet.turn());
            open();
            browser.await("all online", "document.querySelectorAll('.node-row:not([hidden]):not(.is-offline)').length === " + nodes);
        }
        // It is gone without a word.
        browser.await("those with a will of their own offline", "document.querySelector('.tile-offline b').innerText === '" + wills + "'");
        for (int i = 1; i <= wills; i++) {
            awaitWord("auv-00" + i, "offline");
        }
        shot("offline");
    }

    @Test
    void itSaysThatTheBrokerIsAwayAndComesBackWithIt() {
        stage.node("auv-01", "reboot", "nav");
        stage.node("auv-02", "reboot", "nav");
        open();
        awaitRows(2);
        assertEquals("", browser.text("#cut"));
        stage.killBroker();
        browser.await("word of it", "document.querySelector('#link').innerText.startsWith('no broker')");
        assertTrue(browser.text("#cut").startsWith("The broker is away since"), browser.text("#cut"));
        assertTrue(browser.run("return getComputedStyle(document.querySelector('#overview')).filter.includes('grayscale')").booleanValue());
        shot("no-broker");
        // It has forgotten everything: what was retained, too.
        stage.startBroker();
        stage.node("auv-03", "reboot", "nav");
        stage.node("auv-02", "reboot", "nav");
        awaitRows(3);
        awaitWord("auv-02", "online");
        awaitWord("auv-03", "online");
        // Nobody has told this broker of it.
        awaitWord("auv-01", "unknown");
        assertEquals("live", browser.text("#link"));
        assertEquals("", browser.text("#cut"));
        assertFalse(browser.run("return document.body.classList.contains('is-cut')").booleanValue());
    }
}
