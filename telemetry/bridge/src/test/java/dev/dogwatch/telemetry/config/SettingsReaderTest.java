package dev.dogwatch.telemetry.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsReaderTest {

    @TempDir
    Path directory;

    private Path file(String text) {
        try {
            return Files.writeString(directory.resolve("telemetry.properties"), text);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private Settings read(String text, Map<String, String> environment, String... arguments) throws InvalidConfigurationException {
        return new SettingsReader(List.of(arguments), environment, file(text)).read();
    }

    private String complaint(String text, Map<String, String> environment, String... arguments) {
        return assertThrows(InvalidConfigurationException.class, () -> read(text, environment, arguments)).getMessage();
    }

    @Test
    void withoutAnythingThereAreTheDefaults() throws InvalidConfigurationException {
        Settings settings = new SettingsReader(List.of(), Map.of(), directory.resolve("none")).read();
        for (Key key : Key.values()) {
            assertEquals(key.standard(), settings.text(key), key.text());
        }
    }

    @Test
    void theCommandLineCountsBeforeTheEnvironmentAndThatBeforeTheFile() throws InvalidConfigurationException {
        String file = "site=file\nnode=file\nboard=file\n";
        Settings settings = read(file, Map.of("DOGWATCH_SITE", "environment", "DOGWATCH_NODE", "environment"), "--site=line");
        assertEquals("line", settings.text(Key.SITE));
        assertEquals("environment", settings.text(Key.NODE));
        assertEquals("file", settings.text(Key.BOARD));
    }

    @Test
    void bothWaysToSayItOnTheCommandLine() throws InvalidConfigurationException, IOException {
        Path other = Files.writeString(directory.resolve("other"), "site=x");
        Settings settings = read("", Map.of(), "--service-dir", "/a", "--mqtt.url", "ssl://[::1]:8883", "--config=" + other);
        assertEquals(Path.of("/a"), settings.path(Key.SERVICE_DIR));
        assertEquals("ssl://[::1]:8883", settings.text(Key.MQTT_URL));
        assertEquals("x", settings.text(Key.SITE));
    }

    @Test
    void onlyTheEnvironmentIsLookedUp() throws InvalidConfigurationException {
        assertEquals("at-home", read("site=at-${env:PLACE}", Map.of("PLACE", "home")).text(Key.SITE));
        for (String lookup : List.of("${env:NONE}", "${sys:user.home}", "${file:UTF-8:/etc/hostname}", "${script:js:1}", "${url:UTF-8:x}",
                "${java:version}", "${node}")) {
            assertTrue(complaint("\nsite=" + lookup + "\n", Map.of()).contains(":2: site: \""), lookup);
        }
    }

    @Test
    void aWrongKeyIsToldWithFileAndLine() {
        assertEquals(directory + "/telemetry.properties:3: mqtt.ulr: there is no such key; docs/telemetry.md has all of them",
                complaint("# c\n\nmqtt.ulr=tcp://a\n", Map.of()));
    }

    @Test
    void aWrongValueIsToldWithWhatIsAllowed() {
        assertEquals(directory + "/telemetry.properties:1: mqtt.keepalive: \"0\" is not allowed; it is a number of seconds from 1 to 65535",
                complaint("mqtt.keepalive=0", Map.of()));
        assertTrue(complaint("", Map.of("DOGWATCH_QUEUE_MAX", "many")).startsWith("environment (DOGWATCH_QUEUE_MAX): queue.max: \"many\""));
        assertTrue(complaint("", Map.of(), "--mqtt.url=http://a").startsWith("command line: mqtt.url: "));
        assertTrue(complaint("", Map.of(), "--nonsense=1").startsWith("command line: --nonsense=1: "));
        assertTrue(complaint("", Map.of(), "--site").startsWith("command line: --site: "));
    }

    @Test
    void allThatIsWrongIsToldAtOnce() {
        List<String> lines = complaint("site2=a\nmqtt.keepalive=x\nrun.dir=relative\n", Map.of()).lines().toList();
        assertEquals(3, lines.size(), lines::toString);
    }

    @Test
    void aKeyThatIsGivenTwiceIsToldAtItsSecondPlace() {
        assertEquals(directory + "/telemetry.properties:3: site: it is given more than once; once is allowed",
                complaint("site=a\nnode=b\nsite=c\n", Map.of()));
    }

    @Test
    void aPathOfTheCommandLineIsFromWhereOneIs() throws InvalidConfigurationException {
        assertEquals(Path.of("service").toAbsolutePath(), read("", Map.of(), "--service-dir", "service").path(Key.SERVICE_DIR));
        assertTrue(complaint("service.dir=service", Map.of()).contains(":1: service.dir: \"service\" is not allowed; it is an absolute path"));
    }

    @Test
    void aFileThatCannotBeReadIsToldInWords() throws IOException {
        Path binary = Files.write(directory.resolve("binary"), new byte[] {(byte) 0xff, (byte) 0xfe, 0});
        assertEquals(binary + ": unable to read it: it is no UTF-8", complaint("", Map.of(), "--config=" + binary));
        assertEquals("/nowhere: unable to read it: no such file", complaint("", Map.of(), "--config=/nowhere"));
        String escape = complaint("site=a\nnode=\\uXYZ1\nboard=b\n", Map.of());
        assertTrue(escape.startsWith(directory + "/telemetry.properties:2: "), escape);
    }

    @Test
    void aCertificateNeedsItsKey() {
        String end = " mqtt.cert-file and mqtt.key-file are allowed together only";
        assertEquals(directory + "/telemetry.properties:1: mqtt.cert-file:" + end, complaint("mqtt.cert-file=/a", Map.of()));
        assertEquals("command line: mqtt.key-file:" + end, complaint("", Map.of(), "--mqtt.key-file=/a"));
        assertTrue(complaint("\nsparkplug.key-file=/a", Map.of()).startsWith(directory + "/telemetry.properties:2: sparkplug.key-file: sparkplug.cert-file and"));
    }

    private static final String COMMANDS = "commands.enabled=true\nmqtt.url=ssl://a\nmqtt.cert-file=/c\nmqtt.key-file=/k\ncommands.verbs=up, check\n"
            + "commands.services=a,web-*\n";

    @Test
    void commandsNeedTlsACertificateAndWhatMayBeCommanded() throws InvalidConfigurationException {
        assertTrue(read(COMMANDS, Map.of()).flag(Key.COMMANDS_ENABLED));
        for (String line : COMMANDS.lines().skip(1).toList()) {
            String said = complaint(COMMANDS.replace(line + "\n", line.startsWith("mqtt.url") ? "mqtt.url=tcp://a\n" : ""), Map.of());
            assertTrue(said.contains(line.substring(0, line.indexOf('='))), said);
        }
        // What is given elsewhere does not get around it.
        assertTrue(complaint(COMMANDS, Map.of("DOGWATCH_MQTT_URL", "tcp://a")).contains(":1: commands.enabled: with true, mqtt.url is allowed as ssl://"));
        assertTrue(complaint(COMMANDS, Map.of(), "--mqtt.url=tcp://a").contains("commands.enabled"));
    }

    @Test
    void listsOfCommandsAreOfTheirForms() {
        for (String wrong : List.of("commands.enabled=yes", "commands.verbs=up,kill", "commands.verbs=up,", "commands.services=a,,b", "commands.services=,",
                "commands.max-age=0", "commands.max-age=3601", "homeassistant.prefix=a/#", "homeassistant.prefix=/a", "sparkplug.enabled=1")) {
            String key = wrong.substring(0, wrong.indexOf('='));
            assertTrue(complaint(wrong, Map.of()).startsWith(directory + "/telemetry.properties:1: " + key + ": \""), wrong);
        }
    }

    @Test
    void aFileThatIsAskedForMustBeThere() throws InvalidConfigurationException {
        assertTrue(complaint("", Map.of(), "--config", "/nowhere").startsWith("/nowhere: unable to read it"));
        assertNull(read("", Map.of()).text(Key.MQTT_USER));
    }
}
