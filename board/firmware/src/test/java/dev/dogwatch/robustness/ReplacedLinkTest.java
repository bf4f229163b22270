package dev.dogwatch.robustness;

import static dev.dogwatch.robustness.Ours.onOurs;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.dogwatch.e2e.Await;
import dev.dogwatch.e2e.ServiceDirectory;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * ln -sfn makes the new link under a name that nobody has asked for, and renames it. Alone on the machine: how long runsvdir waits
 * before it takes a new name seriously is a matter of milliseconds.
 */
@Tag("e2e")
@Isolated
class ReplacedLinkTest {

    @Test
    void nothingIsStartedUnderTheNameInBetween() {
        onOurs(scene -> {
            ServiceDirectory old = scene.idler("real/old");
            ServiceDirectory fresh = scene.idler("real/fresh");
            scene.service("all").link("a", "../real/old");
            Tree tree = Tree.grow(scene);
            old.supervise().await("run");
            Set<String> expected = Set.of("runsv\0a\0", "runsv\0bystander\0");
            for (ServiceDirectory next : new ServiceDirectory[] {fresh, old, fresh, old}) {
                ServiceDirectory other = next == old ? fresh : old;
                scene.arrange("ln -sfn ../" + next.name() + " all/a");
                Promptly.until(() -> "the exchange", () -> next.supervise().isSupervised() && !other.supervise().isSupervised());
                Await.until(() -> expected + ", there are " + commandLines(tree), () -> commandLines(tree).equals(expected));
            }
            tree.everythingElseGoesOn();
            assertEquals("", tree.runsvdir().stderr());
        });
    }

    private static Set<String> commandLines(Tree tree) {
        return Proc.children(tree.pid()).stream().filter(Proc::isAlive).map(Proc::commandLine).collect(Collectors.toSet());
    }
}
