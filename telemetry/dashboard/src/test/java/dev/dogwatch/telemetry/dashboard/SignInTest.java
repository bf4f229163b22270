package dev.dogwatch.telemetry.dashboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** A broker that lets nobody in without a password. */
class SignInTest extends PageTest {

    private static final String USER = "watch";
    private static final String PASSWORD = "to the harbour";

    @Override
    Stage raise(Path scratch) {
        return Stage.withPassword(scratch, USER, PASSWORD);
    }

    private static void awaitDialog() {
        browser.await("the dialog", "document.querySelector('#sign-in').open");
    }

    @Test
    void itAsksForAPasswordUntilItIsRight() {
        stage.node("auv-01", "reboot", "nav");
        browser.open(stage.page());
        awaitDialog();
        shot("sign-in");
        assertFalse(browser.run("return document.querySelector('#sign-in-refused').checkVisibility()").booleanValue());
        browser.type(USER + Browser.TAB + "wrong" + Browser.ENTER);
        browser.await("the refusal", "document.querySelector('#sign-in-refused').checkVisibility()");
        shot("sign-in-refused");
        browser.type(PASSWORD + Browser.ENTER);
        awaitLive();
        awaitRows(1);
        assertTrue(browser.run("return document.querySelector('#sign').hidden && document.querySelector('#password').value === ''").booleanValue());
        // This tab need not ask again.
        browser.reload();
        awaitLive();
        awaitRows(1);
    }

    @Test
    void whoDoesNotSignInCanDoItLater() {
        browser.open(stage.page());
        awaitDialog();
        browser.type(Browser.ESCAPE);
        browser.await("its end", "!document.querySelector('#sign-in').open");
        assertEquals("signed out", browser.text("#link"));
        browser.run("document.querySelector('#sign').click()");
        awaitDialog();
    }
}
