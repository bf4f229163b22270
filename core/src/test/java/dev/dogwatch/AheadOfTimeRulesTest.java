package dev.dogwatch;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import dev.dogwatch.libc.Libc;
import dev.dogwatch.rules.AheadOfTime;
import dev.dogwatch.rules.Guards;
import dev.dogwatch.rules.Layers;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Holds everything that is compiled ahead of time to the rules in {@link dev.dogwatch.rules}: all of core but
 * PanamaLibc and main classes for the JVM ({@code ...JvmMain}), and of its tests the checks that are compiled too.
 */
class AheadOfTimeRulesTest {
    private static final String FIXTURES = "dev.dogwatch.rules.fixture";
    private static final String LAYERS = "dev.dogwatch.rules.layers";

    /** Methods that divide or make arrays rightly in a way that {@link Guards} cannot see, and why it is right. */
    private static final Map<String, String> GUARD_EXCEPTIONS = Map.of();

    private static final String CORE = classesBeside(Libc.class);
    private static final String TESTS = classesBeside(AheadOfTimeRulesTest.class);
    private static final JavaClasses COMPILED = new ClassFileImporter().importPaths(CORE, TESTS)
            .that(describe("are compiled ahead of time", AheadOfTimeRulesTest::isCompiled));
    private static final JavaClasses BROKEN = new ClassFileImporter().importPackages(FIXTURES);
    private static final JavaClasses TWISTED = new ClassFileImporter().importPackages(LAYERS);

    private static String classesBeside(Class<?> type) {
        return type.getProtectionDomain().getCodeSource().getLocation().getPath();
    }

    private static boolean isCompiled(JavaClass type) {
        String outermost = type.getName().replaceFirst("\\$.*", "");
        return type.getSource().orElseThrow().getUri().getPath().startsWith(CORE)
                ? !outermost.equals("dev.dogwatch.libc.PanamaLibc") && !outermost.endsWith("JvmMain")
                : Set.of("dev.dogwatch.libc.LibcChecks", "dev.dogwatch.libc.NativeLibcChecks").contains(outermost);
    }

    /** A rule, and the fixtures whose every method breaks it. */
    record Case(ArchRule rule, String... fixtures) {
        @Override
        public String toString() {
            return rule.getDescription();
        }
    }

    static Stream<Case> rules() {
        return Stream.of(
                new Case(AheadOfTime.PACKAGES, "ForeignPackages"),
                new Case(AheadOfTime.CLASSES, "ForeignClasses"),
                new Case(AheadOfTime.CALLS, "ForbiddenCalls"),
                new Case(AheadOfTime.IMPORTS, "libc.ForbiddenImports", "NativeElsewhere"),
                new Case(AheadOfTime.guards(new Guards(GUARD_EXCEPTIONS.keySet())), "Unguarded"));
    }

    @ParameterizedTest
    @MethodSource("rules")
    void everythingCompiledObeys(Case it) {
        it.rule().check(COMPILED);
    }

    @ParameterizedTest
    @MethodSource("rules")
    void everyFaultIsSeen(Case it) {
        for (String fixture : it.fixtures()) {
            String report = faults(it.rule(), fixture);
            List<String> unseen = BROKEN.get(FIXTURES + "." + fixture).getMethods().stream()
                    .map(JavaMethod::getName)
                    .filter(method -> !method.startsWith("lambda$") && !report.contains(fixture + "." + method))
                    .toList();
            assertEquals(List.of(), unseen, "methods that break the rule and pass");
        }
    }

    @ParameterizedTest
    @MethodSource("rules")
    void whatIsRightPasses(Case it) {
        assertEquals("", faults(it.rule(), "Obedient"));
    }

    @Test
    void everyExceptionIsNeeded() {
        Guards guards = new Guards(GUARD_EXCEPTIONS.keySet());
        AheadOfTime.guards(guards).evaluate(COMPILED);
        assertEquals(Set.of(), guards.unused());
    }

    @Test
    void anExceptionExcusesOneMethod() {
        String excused = FIXTURES + ".Unguarded.bytes";
        String stale = FIXTURES + ".Unguarded.gone";
        Guards guards = new Guards(Set.of(excused, stale));
        String report = faults(AheadOfTime.guards(guards), "Unguarded");
        assertFalse(report.contains(excused), report);
        assertTrue(report.contains("Unguarded.references"), report);
        assertEquals(Set.of(stale), guards.unused());
    }

    @Test
    void arrowsRunOneWay() {
        Layers.below("dev.dogwatch").check(COMPILED);
    }

    @Test
    void stateMachinesArePure() {
        Layers.pure("dev.dogwatch.service.Lifecycle").check(COMPILED);
        Layers.pure("dev.dogwatch.init.Stages").check(COMPILED);
        Layers.pure("dev.dogwatch.init.Confinement").check(COMPILED);
    }

    @Test
    void arrowsTheWrongWayAreSeen() {
        assertEquals(List.of("libc.Edge.upwards", "os.Clock.upwards", "runsv.Runsv.sideways",
                "runsvdir.Runsvdir.upwards", "service.Lifecycle.upwards", "sv.Sv.sideways"),
                blamed(Layers.below(LAYERS)));
    }

    @Test
    void impurityIsSeen() {
        assertEquals(List.of("service.Lifecycle.impure"), blamed(Layers.pure(LAYERS + ".service.Lifecycle")));
    }

    /** What a rule says of one fixture, its nested classes included; empty when nothing. */
    private static String faults(ArchRule rule, String fixture) {
        String name = FIXTURES + "." + fixture;
        JavaClasses classes = BROKEN.that(describe(fixture,
                type -> type.getName().equals(name) || type.getName().startsWith(name + "$")));
        return String.join("\n", rule.evaluate(classes).getFailureReport().getDetails());
    }

    /** The methods of the layers' fixtures that a rule blames, sorted. */
    private static List<String> blamed(ArchRule rule) {
        return rule.evaluate(TWISTED).getFailureReport().getDetails().stream()
                .map(fault -> fault.replaceFirst(".*?Method <" + LAYERS + "\\.([^(]*)\\(.*", "$1"))
                .distinct().sorted().toList();
    }
}
