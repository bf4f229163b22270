package dev.dogwatch.robustness;

import static dev.dogwatch.robustness.Ours.onOurs;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.dogwatch.e2e.EndToEnd;
import dev.dogwatch.e2e.Running;
import dev.dogwatch.e2e.Scene;
import dev.dogwatch.e2e.ServiceDirectory;
import java.util.List;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whoever looks for a runsv finds {@code runsv NAME}, however it was started. */
@EndToEnd
@Tag("native-only")
class TitleTest {

    static List<String> names() {
        return List.of("a", "a b", "n".repeat(200), "n".repeat(255));
    }

    @ParameterizedTest(name = "[{index}]")
    @MethodSource("names")
    void forkedByRunsvdir(String name) {
        inATree("exec runsvdir all", name);
    }

    @ParameterizedTest(name = "[{index}]")
    @MethodSource("names")
    void forkedByRunsvdirIntoASession(String name) {
        inATree("exec runsvdir -P all", name);
    }

    /** A longer command line above leaves more room than one needs. */
    @ParameterizedTest(name = "[{index}]")
    @MethodSource("names")
    void forkedByARunsvdirOfManyArguments(String name) {
        inATree("exec dogwatch runsvdir -P all 'log: " + ".".repeat(700) + "'", name);
    }

    /** Its runsv is executed then. */
    @ParameterizedTest(name = "[{index}]")
    @MethodSource("names")
    void executedByRunsvdir(String name) {
        inATree("cp \"$(readlink -f \"$(command -v runsv)\")\" runsv; PATH=$PWD:$PATH exec runsvdir all", name);
    }

    @ParameterizedTest(name = "[{index}]")
    @MethodSource("names")
    void byName(String name) {
        alone((scene, service) -> scene.shell("exec runsv '" + service.name() + "'").start(), name);
    }

    @ParameterizedTest(name = "[{index}]")
    @MethodSource("names")
    void byPath(String name) {
        alone((scene, service) -> scene.command("runsv", service.name()).start(), name);
    }

    @ParameterizedTest(name = "[{index}]")
    @MethodSource("names")
    void byRelativePath(String name) {
        alone((scene, service) -> scene.shell("ln -s " + scene.suite().bin() + " b; exec b/runsv '" + service.name() + "'").start(), name);
    }

    @ParameterizedTest(name = "[{index}]")
    @MethodSource("names")
    void asAnArgumentOfDogwatch(String name) {
        alone((scene, service) -> scene.shell("exec dogwatch runsv '" + service.name() + "'").start(), name);
    }

    private static void inATree(String start, String name) {
        onOurs(scene -> {
            ServiceDirectory service = scene.idler("all/" + name);
            Running runsvdir = scene.start(scene.shell(start));
            int run = service.supervise().await("run").status().pid();
            assertEquals(runsvdir.pid(), Proc.parent(Proc.parent(run)));
            assertTitle(scene, Proc.parent(run), name);
        });
    }

    private static void alone(BiFunction<Scene, ServiceDirectory, Running> start, String name) {
        onOurs(scene -> {
            ServiceDirectory service = scene.idler(name);
            Running runsv = start.apply(scene, service);
            service.supervise().await("run");
            assertTitle(scene, runsv.pid(), name);
        });
    }

    private static void assertTitle(Scene scene, int pid, String name) {
        assertEquals("runsv", Proc.command(pid));
        assertEquals("runsv\0" + name + "\0", Proc.commandLine(pid));
        assertEquals("runsv runsv " + name + "\n", scene.shell("ps -ww -o comm= -o args= -p " + pid + " | sed 's/  */ /'").run().out());
    }
}
