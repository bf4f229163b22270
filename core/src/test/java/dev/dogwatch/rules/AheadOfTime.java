package dev.dogwatch.rules;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;
import java.util.Set;
import org.teavm.interop.Address;
import org.teavm.interop.Function;
import org.teavm.interop.Import;
import org.teavm.interop.Structure;
import org.teavm.interop.c.Variable;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

/**
 * What Java source must keep to so that the ahead-of-time compiler turns it into a right, small and quiet program.
 * It does not say no by itself: it compiles what breaks a rule, and the program misbehaves.
 */
public final class AheadOfTime {
    private AheadOfTime() {
    }

    /** The rest of the JDK is missing, brings megabytes with it, or differs (java.io goes through locale and heap). */
    public static final ArchRule PACKAGES = classes()
            .should().onlyDependOnClassesThat(only(
                    "java.lang", "java.lang.annotation", "java.util", "java.util.function",
                    "org.teavm.interop", "org.teavm.interop.c", "dev.dogwatch.."))
            .as("ahead of time: of the JDK, only java.lang, java.util and java.util.function");

    private static final Set<String> JVM_ONLY = Set.of(
            "java.lang.ClassLoader", "java.lang.InheritableThreadLocal", "java.lang.Process",
            "java.lang.ProcessBuilder", "java.lang.ProcessHandle", "java.lang.Runtime", "java.lang.StackWalker",
            "java.lang.Thread", "java.lang.ThreadLocal",
            "java.util.Calendar", "java.util.Date", "java.util.Formatter", "java.util.Locale",
            "java.util.Properties", "java.util.Random", "java.util.Scanner", "java.util.ServiceLoader",
            "java.util.TimeZone", "java.util.Timer", "java.util.UUID");

    /** Classes of the packages that are left which need threads, a process's environment, a clock or a locale. */
    public static final ArchRule CLASSES = classes()
            .should().onlyDependOnClassesThat(DescribedPredicate.describe("exist in a small program",
                    type -> !JVM_ONLY.contains(type.getFullName())))
            .as("ahead of time: no threads, no processes, no locales, no randomness of the JDK");

    /** Methods and fields that are wrong, or right and too dear. */
    public static final ArchRule CALLS = classes()
            .should(avoid(List.of(
                    // Lost in a crash, do not link, answer null, or run by the wall clock. Use libc.
                    allBut(System.class, "arraycopy", "identityHashCode"),
                    these(Throwable.class, "printStackTrace"),
                    // Reflection: the metadata is not there.
                    allBut(Class.class, "getName", "getSimpleName", "desiredAssertionStatus"),
                    // Case mapping and character classes build Unicode tables of 500 KB; text depends on the locale;
                    // regular expressions are large.
                    these(String.class, "toLowerCase", "toUpperCase", "equalsIgnoreCase", "compareToIgnoreCase",
                            "CASE_INSENSITIVE_ORDER", "format", "formatted", "getBytes", "intern", "matches", "split",
                            "replaceAll", "replaceFirst"),
                    allBut(Character.class, "valueOf", "charValue"),
                    // Holds only until the next allocation, when the collector may move the array.
                    these(Address.class, "ofData"))))
            .andShould(notDecodeBytes())
            .as("ahead of time: no System, reflection, case mapping, character sets, or addresses of arrays");

    /**
     * Imported variables, and imported functions that take a String or an array, share one temporary inside an
     * expression: O_CREAT | O_TRUNC gave 512 instead of 576, and nothing warned.
     */
    public static final ArchRule IMPORTS = classes()
            .should(importOnlyNumbers())
            .as("ahead of time: imported functions take and give numbers, addresses and structures, all in libc");

    /** See {@link Guards}. */
    public static ArchRule guards(Guards guards) {
        return classes()
                .should(guards)
                .as("ahead of time: nothing checks divisors, array lengths and conversions, so the source does");
    }

    private static DescribedPredicate<JavaClass> only(String... packages) {
        return JavaClass.Predicates.resideInAnyPackage(packages)
                .or(DescribedPredicate.describe("are primitive", type -> type.getBaseComponentType().isPrimitive()));
    }

    /** Members of a class, or of what extends it, that must not be used. */
    private record Banned(Class<?> type, boolean allBut, Set<String> names) {
        boolean covers(AccessTarget target) {
            return target.getOwner().isAssignableTo(type) && names.contains(target.getName()) != allBut;
        }
    }

    private static Banned these(Class<?> type, String... names) {
        return new Banned(type, false, Set.of(names));
    }

    private static Banned allBut(Class<?> type, String... names) {
        return new Banned(type, true, Set.of(names));
    }

    private static ArchCondition<JavaClass> avoid(List<Banned> banned) {
        return new ArchCondition<>("not use what compiles and misbehaves") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                for (JavaAccess<?> access : type.getAccessesFromSelf()) {
                    if (banned.stream().anyMatch(it -> it.covers(access.getTarget()))) {
                        events.add(SimpleConditionEvent.violated(type, access.getDescription()));
                    }
                }
            }
        };
    }

    private static ArchCondition<JavaClass> notDecodeBytes() {
        return new ArchCondition<>("not make Strings of bytes") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                for (var call : type.getCodeUnitCallsFromSelf()) {
                    var target = call.getTarget();
                    if (target.getOwner().isEquivalentTo(String.class) && target.getName().equals("<init>")
                            && target.getRawParameterTypes().stream().anyMatch(it -> it.isEquivalentTo(byte[].class))) {
                        events.add(SimpleConditionEvent.violated(type, call.getDescription()));
                    }
                }
            }
        };
    }

    private static ArchCondition<JavaClass> importOnlyNumbers() {
        return new ArchCondition<>("import functions of numbers only") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                for (JavaMethod method : type.getMethods()) {
                    String fault = fault(method);
                    if (fault != null) {
                        events.add(SimpleConditionEvent.violated(type, method.getFullName() + " " + fault));
                    }
                }
            }

            private String fault(JavaMethod method) {
                boolean isNative = method.getModifiers().contains(JavaModifier.NATIVE);
                if (method.isAnnotatedWith(Variable.class)) {
                    return "imports a variable";
                }
                if (isNative && !method.getOwner().getPackageName().endsWith(".libc")) {
                    return "is native outside libc";
                }
                if (isNative && !method.isAnnotatedWith(Import.class)) {
                    return "is native and not imported from the shim";
                }
                if (method.isAnnotatedWith(Import.class) && !plain(method)) {
                    return "takes or gives what is neither number, address nor structure";
                }
                return null;
            }

            private boolean plain(JavaCodeUnit function) {
                return plain(function.getRawReturnType())
                        && function.getRawParameterTypes().stream().allMatch(this::plain);
            }

            private boolean plain(JavaClass type) {
                return type.isPrimitive() || type.isAssignableTo(Address.class)
                        || type.isAssignableTo(Structure.class) || type.isAssignableTo(Function.class);
            }
        };
    }
}
