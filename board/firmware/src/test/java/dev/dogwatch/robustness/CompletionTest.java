package dev.dogwatch.robustness;

import static dev.dogwatch.robustness.Ours.onOurs;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dogwatch.e2e.EndToEnd;
import dev.dogwatch.e2e.Outcome;
import dev.dogwatch.e2e.Scene;
import dev.dogwatch.e2e.Suite;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What bash and zsh offer behind {@code sv}, asked of the shells themselves. */
@EndToEnd
@Tag("native-only")
class CompletionTest {

    /** The words of a line behind sv, the last one being completed; and what is offered, in the order of the alphabet. */
    private record Expectation(List<String> typed, List<String> offered) {

        static Expectation of(String typed, String... offered) {
            return new Expectation(List.of(typed.split(" ", -1)), List.of(offered));
        }
    }

    private static final List<Expectation> EVERYWHERE = List.of(
            Expectation.of("st", "start", "status", "stop"),
            Expectation.of("force-", "force-reload", "force-restart", "force-shutdown", "force-stop"),
            Expectation.of("-", "-V", "-v", "-w"),
            Expectation.of("status -", "--json"),
            Expectation.of("t", "term", "top", "tree", "try-restart"),
            Expectation.of("-v re", "reload", "restart"),
            Expectation.of("-w 5 ki", "kill"),
            Expectation.of("-w5 ki", "kill"),
            Expectation.of("-vw 5 ki", "kill"),
            Expectation.of("up ", "mail", "two\\ words", "web"),
            Expectation.of("-w 5 up we", "web"),
            Expectation.of("up web ", "mail", "two\\ words"),
            Expectation.of("up mail web ", "two\\ words"),
            Expectation.of("up web/", "web/log"),
            Expectation.of("up mail/"),
            Expectation.of("up tw", "two\\ words"),
            Expectation.of("up nothing"));

    @Test
    void bashOffersCommandsAndServices() {
        onOurs(scene -> {
            makeServices(scene);
            for (Expectation expectation : EVERYWHERE) {
                assertEquals(expectation.offered, inBash(scene, expectation.typed), () -> "sv " + expectation.typed);
            }
        });
    }

    @Test
    void zshOffersCommandsAndServices() {
        onOurs(scene -> {
            Assume.possible(scene, "zsh", "command -v zsh");
            makeServices(scene);
            for (Expectation expectation : EVERYWHERE) {
                assertEquals(expectation.offered, inZsh(scene, expectation.typed), () -> "sv " + expectation.typed);
            }
        });
    }

    @Test
    void everyCommandOfSvIsOfferedAndNoOther() {
        onOurs(scene -> {
            Assume.possible(scene, "zsh", "command -v zsh");
            makeServices(scene);
            List<String> offered = inBash(scene, List.of(""));
            assertEquals(offered, inZsh(scene, List.of("")), "bash and zsh agree");
            assertTrue(offered.size() > 25, () -> "all of " + offered);
            for (String command : offered) {
                if (command.equals("watchdog")) {
                    // The only one that takes no service.
                    assertEquals(100, scene.command("sv", command).env("DOGWATCH_RUN", scene.root().toString()).run().exitCode());
                    continue;
                }
                Outcome outcome = scene.command("sv", command, "nowhere").run();
                assertTrue(outcome.out().contains("nowhere") && outcome.err().isEmpty(), () -> command + ": " + outcome);
                if (!List.of("list", "tree", "top").contains(command)) {
                    assertEquals("fail: nowhere: unable to change to service directory: file does not exist\n", outcome.out(), command);
                }
            }
        });
    }

    @Test
    void bashKeepsAColonOfAServiceName() {
        onOurs(scene -> {
            scene.arrange("mkdir getty:1 getty:2 getty");
            assertEquals(List.of("getty", "getty:1", "getty:2"), inBash(scene, List.of("up", "ge")));
            // readline makes three words of getty:2, and keeps what stands before the last one.
            assertEquals(List.of("1", "2"), inBash(scene, List.of("up", "getty", ":", "")));
            assertEquals(List.of("2"), inBash(scene, List.of("up", "getty", ":", "2")));
            assertEquals(List.of("getty", "getty:2"), inBash(scene, List.of("up", "getty", ":", "1", "")));
        });
    }

    @Test
    void pathsAreThoseOfDirectories() {
        onOurs(scene -> {
            Assume.possible(scene, "zsh", "command -v zsh");
            scene.arrange("mkdir web && touch wet");
            assertEquals(List.of("./web"), inBash(scene, List.of("up", "./we")));
            assertEquals(List.of(scene.root() + "/web"), inBash(scene, List.of("up", scene.root() + "/we")));
            assertEquals(List.of("web"), inZsh(scene, List.of("up", scene.root() + "/we")));
        });
    }

    @Test
    void theDefaultDirectoryIsThatOfSv() {
        onOurs(scene -> {
            PrivateMounts.assumePermitted(scene);
            scene.arrange("mkdir -p etc/service/only");
            String ask = "unset SVDIR; . " + bashFile() + "; COMP_WORDS=(sv up o); COMP_CWORD=2; _sv; echo ${COMPREPLY[@]}";
            scene.arrange("printf '%s\\n' '" + ask + "' >ask");
            Outcome outcome = PrivateMounts.command(scene,
                    "mkdir -p root work && mount -t tmpfs none work && mkdir work/u work/w"
                            + " && mount -t overlay -o lowerdir=/etc,upperdir=work/u,workdir=work/w none /etc"
                            + " && mkdir -p /etc/service && mount --bind etc/service /etc/service", "bash ask").run();
            assertEquals("only\n", outcome.out(), outcome::err);
        });
    }

    private static void makeServices(Scene scene) {
        scene.arrange("mkdir -p web/log mail 'two words' .hidden && ln -s /nowhere dangling && touch file");
    }

    private static Path bashFile() {
        return Suite.repository().resolve("board/completions/bash/sv");
    }

    private static List<String> inBash(Scene scene, List<String> typed) {
        List<String> arguments = new ArrayList<>(List.of("-c",
                ". \"$0\"; COMP_WORDS=(\"$@\"); COMP_CWORD=$(($# - 1)); _sv; ((${#COMPREPLY[@]} == 0)) || printf '%s\\n' \"${COMPREPLY[@]}\"",
                bashFile().toString(), "sv"));
        arguments.addAll(typed);
        return sorted(scene.command("/bin/bash", arguments.toArray(String[]::new)).run());
    }

    private static List<String> inZsh(Scene scene, List<String> typed) {
        Path script = Suite.repository().resolve("board/firmware/src/test/resources/robustness/complete.zsh");
        Path functions = Suite.repository().resolve("board/completions/zsh");
        return sorted(scene.command("/usr/bin/env", "zsh", "-f", script.toString(), functions.toString(),
                "sv " + String.join(" ", typed)).run());
    }

    private static List<String> sorted(Outcome outcome) {
        assertEquals("", outcome.err());
        assertEquals(0, outcome.exitCode(), outcome::toString);
        return List.copyOf(new TreeSet<>(outcome.out().lines().toList()));
    }
}
