package dev.dogwatch.watchdog;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.dogwatch.rules.AheadOfTime;
import dev.dogwatch.rules.Guards;
import dev.dogwatch.rules.Layers;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Holds this module to the rules of everything that is compiled ahead of time; core tests that each fault is seen. */
class WatchdogRulesTest {
    private static final JavaClasses COMPILED = new ClassFileImporter()
            .importPath(Watchdog.class.getProtectionDomain().getCodeSource().getLocation().getPath());

    @Test
    void everythingCompiledObeys() {
        AheadOfTime.PACKAGES.check(COMPILED);
        AheadOfTime.CLASSES.check(COMPILED);
        AheadOfTime.CALLS.check(COMPILED);
        AheadOfTime.IMPORTS.check(COMPILED);
        AheadOfTime.guards(new Guards(Set.of())).check(COMPILED);
    }

    @Test
    void arrowsRunOneWay() {
        Layers.below("dev.dogwatch").check(COMPILED);
    }

    @Test
    void stateMachinesArePure() {
        Layers.pure("dev.dogwatch.watchdog.Gate").check(COMPILED);
        Layers.pure("dev.dogwatch.watchdog.Health").check(COMPILED);
    }
}
