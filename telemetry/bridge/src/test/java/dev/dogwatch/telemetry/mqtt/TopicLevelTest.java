package dev.dogwatch.telemetry.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class TopicLevelTest {

    @Test
    void whatATopicGivesAMeaningIsEncoded() {
        assertEquals("a%2Flog", TopicLevel.of("a/log"));
        assertEquals("%2B%23%25%00%0A%7F%C2%85", TopicLevel.of("+#%\0\n\u007f\u0085"));
        assertEquals("getty-5 é", TopicLevel.of("getty-5 é"));
    }

    @Test
    void whatPahoOrABrokerRefusesIsEncoded() {
        assertEquals("%F0%9F%90%95\u20ac", TopicLevel.of("\ud83d\udc15\u20ac"));
        assertEquals("%EF%BF%BE%EF%BF%BF%EF%B7%90%EF%B7%AF", TopicLevel.of("\ufffe\uffff\ufdd0\ufdef"));
        assertEquals("\ufffd\ufdcf\ufdf0", TopicLevel.of("\ufffd\ufdcf\ufdf0"));
    }

    @Test
    void aLevelTellsItsName() {
        for (String name : new String[] {"a/log", "+#%\0\n\u007f\u0085", "getty-5 \u00e9", "\ud83d\udc15", "."}) {
            assertArrayEquals(name.getBytes(UTF_8), TopicLevel.name(TopicLevel.of(name)).orElseThrow(), name);
        }
        assertArrayEquals(new byte[] {'a', (byte) 0xff}, TopicLevel.name("a%FF").orElseThrow());
        for (String level : new String[] {"a%2flog", "%41", "%", "%2", "%G0", "a/b", "%C3%A9", "\ud83d\udc15", "%+1"}) {
            assertTrue(TopicLevel.name(level).isEmpty(), level);
        }
    }

    @Test
    void bytesThatAreNoTextAreEncodedSoThatNamesStayApart() {
        assertEquals("a%FF", TopicLevel.of(new byte[] {'a', (byte) 0xff}));
        assertEquals("a%FE", TopicLevel.of(new byte[] {'a', (byte) 0xfe}));
    }
}
