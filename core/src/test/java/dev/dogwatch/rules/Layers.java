package dev.dogwatch.rules;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;
import java.util.Map;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

/**
 * Which way the packages' arrows run: libc, os, service, then a package for each program, and each may use only what
 * stands before it. Programs do not use each other, but for runsvdir, which forks a runsv without
 * exec, and for the watchdog, a duty of runsvdir. Nothing uses
 * firmware.
 */
public final class Layers extends ArchCondition<JavaClass> {
    private static final List<String> SHARED = List.of("libc", "os", "service");
    /** A program, and the one that it may use besides. */
    private static final Map<String, String> ALLIES = Map.of("runsvdir", "runsv", "watchdog", "runsvdir");
    private static final String FIRMWARE = "firmware";

    private final String root;

    private Layers(String root) {
        super("keep to the order of the packages in " + root);
        this.root = root + ".";
    }

    /** @param root the package of the packages: another one for the classes that break the rule on purpose */
    public static ArchRule below(String root) {
        return classes().should(new Layers(root)).as("packages: libc <- os <- service <- programs <- firmware");
    }

    /** The state machine is pure: (state, event, time) in, (state, actions) out. */
    public static ArchRule pure(String type) {
        return classes().that().haveFullyQualifiedName(type)
                .should(new ArchCondition<>("touch no clock, file or process") {
                    @Override
                    public void check(JavaClass pure, ConditionEvents events) {
                        for (Dependency dependency : pure.getDirectDependenciesFromSelf()) {
                            String home = dependency.getTargetClass().getPackageName();
                            if (home.endsWith(".libc") || home.endsWith(".os")) {
                                events.add(SimpleConditionEvent.violated(pure, dependency.getDescription()));
                            }
                        }
                    }
                });
    }

    @Override
    public void check(JavaClass type, ConditionEvents events) {
        String from = part(type);
        for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
            String to = part(dependency.getTargetClass());
            if (from != null && to != null && !mayUse(from, to)) {
                events.add(SimpleConditionEvent.violated(type, dependency.getDescription()));
            }
        }
    }

    private static boolean mayUse(String from, String to) {
        if (from.equals(to)) {
            return true;
        }
        if (SHARED.contains(to)) {
            return !SHARED.contains(from) || SHARED.indexOf(to) < SHARED.indexOf(from);
        }
        return from.equals(FIRMWARE) || to.equals(ALLIES.get(from));
    }

    /** The first part of the class's package below the root, or null when it is elsewhere. */
    private String part(JavaClass type) {
        String home = type.getBaseComponentType().getPackageName() + ".";
        return home.startsWith(root) && home.length() > root.length()
                ? home.substring(root.length(), home.indexOf('.', root.length())) : null;
    }
}
