package dev.dogwatch.rules;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.Source;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.DebugElementsOption;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.Instruction;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.ConvertInstruction;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.classfile.instruction.LineNumber;
import java.lang.classfile.instruction.LoadInstruction;
import java.lang.classfile.instruction.NewMultiArrayInstruction;
import java.lang.classfile.instruction.NewPrimitiveArrayInstruction;
import java.lang.classfile.instruction.NewReferenceArrayInstruction;
import java.lang.classfile.instruction.OperatorInstruction;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What the JVM would check and the ahead-of-time program does not: a divisor of 0 (SIGFPE; so is MIN / -1), a
 * negative array length (a corrupt heap), a float or double that does not fit an int (any value).
 *
 * <p>So the source must show in the expression itself that it cannot happen. A divisor is good when it is a constant
 * other than 0 and -1, or is written {@code Math.max(n, 1)}. A length is good when it is a constant, the length or
 * size of something, {@code Math.max(n, 0)}, a sum of these, or one of them times a small constant. What is right
 * for another reason is listed with that reason as an exception ({@code package.Class.method}); an exception that
 * nothing needs is a fault too, see {@link #unused}.
 */
public final class Guards extends ArchCondition<JavaClass> {
    private static final Set<String> DIVIDING_METHODS = Set.of(
            "floorDiv", "floorMod", "ceilDiv", "ceilMod", "divideExact", "floorDivExact", "ceilDivExact",
            "divideUnsigned", "remainderUnsigned");
    private static final Set<String> DIVIDING_CLASSES =
            Set.of("java/lang/Math", "java/lang/StrictMath", "java/lang/Integer", "java/lang/Long");

    private static final Set<String> MATH = Set.of("java/lang/Math");
    private static final Set<String> STRING = Set.of("java/lang/String");
    private static final Set<String> ARRAYS = Set.of("java/util/Arrays");
    private static final String LENGTH_FAULT = "makes an array whose length might be negative";

    private static final int UNPROVEN = Integer.MIN_VALUE;
    /** Proven, but where the expression begins is not known, so nothing can be said of what comes before it. */
    private static final int SOMEWHERE = -1;

    /** What exists has fewer than 2^23 elements (the heap is a few MB), so times this it is still an int. */
    private static final int LARGEST_FACTOR = 256;

    private final Set<String> exceptions;
    private final Set<String> unused;

    public Guards(Set<String> exceptions) {
        super("guard divisors, array lengths and conversions");
        this.exceptions = exceptions;
        this.unused = new HashSet<>(exceptions);
    }

    /** The exceptions that no class checked so far has needed. */
    public Set<String> unused() {
        return unused;
    }

    @Override
    public void check(JavaClass type, ConditionEvents events) {
        for (MethodModel method : parse(type).methods()) {
            String name = type.getFullName() + "." + method.methodName().stringValue();
            method.code().ifPresent(code -> check(type, name, code, events));
        }
    }

    private void check(JavaClass type, String name, CodeModel model, ConditionEvents events) {
        List<CodeElement> code = new ArrayList<>();
        int line = 0;
        for (CodeElement element : model.elementList()) {
            switch (element) {
                case LineNumber number -> line = number.line();
                case LabelTarget label -> code.add(label);
                case Instruction instruction -> {
                    code.add(instruction);
                    report(type, name, line, fault(code, code.size() - 1), events);
                }
                default -> { }
            }
        }
    }

    private void report(JavaClass type, String name, int line, String fault, ConditionEvents events) {
        if (fault == null) {
            return;
        }
        unused.remove(name);
        if (!exceptions.contains(name)) {
            String place = "(" + type.getSource().flatMap(Source::getFileName).orElse("?") + ":" + line + ")";
            events.add(SimpleConditionEvent.violated(type, "Method <" + name + "> " + fault + " in " + place));
        }
    }

    /** Without the scopes of local variables, whose labels would stand between an instruction and its operand. */
    private static ClassModel parse(JavaClass type) {
        try (InputStream bytes = type.getSource().orElseThrow().getUri().toURL().openStream()) {
            return ClassFile.of(DebugElementsOption.DROP_DEBUG).parse(bytes.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the byte code of " + type.getFullName(), e);
        }
    }

    /** What is wrong with the instruction at {@code i}, or null. */
    private static String fault(List<CodeElement> code, int i) {
        return switch (code.get(i)) {
            case OperatorInstruction it when isDivision(it.opcode()) -> divisorFault(code, i - 1);
            case InvokeInstruction it when isIn(DIVIDING_CLASSES, it) && DIVIDING_METHODS.contains(name(it)) ->
                    divisorFault(code, i - 1);
            case NewPrimitiveArrayInstruction _, NewReferenceArrayInstruction _ -> lengthFault(code, i - 1, 1);
            case NewMultiArrayInstruction it -> lengthFault(code, i - 1, it.dimensions());
            case InvokeInstruction it when isIn(ARRAYS, it) && name(it).equals("copyOf") ->
                    lengthFault(code, i - 1, 1);
            case InvokeInstruction it when isIn(ARRAYS, it) && name(it).equals("copyOfRange") -> LENGTH_FAULT;
            case ConvertInstruction it when isFromFloat(it.opcode()) ->
                    "converts a floating-point number to an integer";
            default -> null;
        };
    }

    private static boolean isDivision(Opcode opcode) {
        return switch (opcode) {
            case IDIV, LDIV, IREM, LREM -> true;
            default -> false;
        };
    }

    private static boolean isFromFloat(Opcode opcode) {
        return switch (opcode) {
            case F2I, F2L, D2I, D2L -> true;
            default -> false;
        };
    }

    private static String divisorFault(List<CodeElement> code, int i) {
        Long constant = constant(code, i);
        boolean good = constant != null ? constant != 0 && constant != -1 : isAtLeast(1, code, i);
        return good ? null : "divides by what might be 0 or -1";
    }

    private static String lengthFault(List<CodeElement> code, int i, int dimensions) {
        int before = i;
        for (int d = 0; d < dimensions && before != UNPROVEN; d++) {
            before = length(code, before);
        }
        return before != UNPROVEN ? null : LENGTH_FAULT;
    }

    /**
     * Reads the expression whose last instruction is at {@code i} backwards. A label is no instruction: what jumps
     * there might bring another value.
     *
     * @return the index before its first instruction, or {@link #SOMEWHERE}, when it cannot be negative; else
     *     {@link #UNPROVEN}
     */
    private static int length(List<CodeElement> code, int i) {
        if (i < 0) {
            return UNPROVEN;
        }
        Long constant = constant(code, i);
        if (constant != null) {
            return constant >= 0 ? i - 1 : UNPROVEN;
        }
        if (isAtLeast(0, code, i)) {
            return SOMEWHERE;
        }
        return switch (code.get(i)) {
            case OperatorInstruction it when it.opcode() == Opcode.IADD -> {
                int right = length(code, i - 1);
                yield right == UNPROVEN ? UNPROVEN : length(code, right);
            }
            case OperatorInstruction it when it.opcode() == Opcode.IMUL -> {
                Long factor = constant(code, i - 1);
                boolean small = factor != null && factor >= 0 && factor <= LARGEST_FACTOR;
                yield small ? length(code, i - 2) : UNPROVEN;
            }
            case OperatorInstruction it when it.opcode() == Opcode.ARRAYLENGTH -> beforeReceiver(code, i);
            case InvokeInstruction it when isIn(STRING, it) && name(it).equals("length") -> beforeReceiver(code, i);
            case InvokeInstruction it when name(it).equals("size") -> beforeReceiver(code, i);
            default -> UNPROVEN;
        };
    }

    /** The index before an expression like {@code local.length()} or {@code field.length} that ends at {@code i}. */
    private static int beforeReceiver(List<CodeElement> code, int i) {
        if (i > 0 && code.get(i - 1) instanceof LoadInstruction) {
            return i - 2;
        }
        if (i > 0 && code.get(i - 1) instanceof FieldInstruction field) {
            return field.opcode() == Opcode.GETSTATIC ? i - 2 : beforeReceiver(code, i - 1);
        }
        return SOMEWHERE;
    }

    /** Whether the expression that ends at {@code i} is {@code Math.max(..., C)} with C no less than the minimum. */
    private static boolean isAtLeast(long minimum, List<CodeElement> code, int i) {
        Long constant = constant(code, i - 1);
        return constant != null && constant >= minimum
                && code.get(i) instanceof InvokeInstruction it && isIn(MATH, it) && name(it).equals("max");
    }

    /** The integer that the instruction at {@code i} pushes, or null when it is not such a one. */
    private static Long constant(List<CodeElement> code, int i) {
        return i >= 0 && code.get(i) instanceof ConstantInstruction push
                && (push.constantValue() instanceof Integer || push.constantValue() instanceof Long)
                ? ((Number) push.constantValue()).longValue() : null;
    }

    private static boolean isIn(Set<String> classes, InvokeInstruction call) {
        return classes.contains(call.owner().asInternalName());
    }

    private static String name(InvokeInstruction call) {
        return call.name().stringValue();
    }
}
