package dev.dogwatch.telemetry.mqtt;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class TopicLevelTest {

    @Test
    void whatATopicGivesAMeaningIsEncoded() {
        assertEquals("a%2Flog", TopicLevel.of("a/log"));
        assertEquals("%2B%23%25%00%0A%7F%C2%85", TopicLevel.of("+#%\0\n\u007f\u0085"));
        assertEquals("getty-5 é", TopicLevel.of("getty-5 é"));
    }

    @Test
    void bytesThatAreNoTextAreEncodedSoThatNamesStayApart() {
        assertEquals("a%FF", TopicLevel.of(new byte[] {'a', (byte) 0xff}));
        assertEquals("a%FE", TopicLevel.of(new byte[] {'a', (byte) 0xfe}));
    }
}
