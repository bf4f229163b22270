package dev.dogwatch.robustness;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;

/** The header of a 64-bit little-endian ELF file, see elf(5). */
record Elf(int machine, boolean isStatic) {

    static final int X86_64 = 62;
    static final int AARCH64 = 183;

    private static final int MAGIC = 0x464c457f;
    private static final int AT_CLASS = 4;
    private static final int AT_MACHINE = 18;
    private static final int AT_SEGMENTS = 32;
    private static final int AT_SEGMENT_SIZE = 54;
    private static final int AT_SEGMENT_COUNT = 56;
    private static final int INTERPRETER = 3;

    static Elf read(Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        assertEquals(MAGIC, bytes.getInt(0), () -> file + " is no ELF file");
        assertEquals(2, bytes.get(AT_CLASS), "64 bits");
        int segments = (int) bytes.getLong(AT_SEGMENTS);
        int size = bytes.getShort(AT_SEGMENT_SIZE);
        int count = bytes.getShort(AT_SEGMENT_COUNT);
        boolean interpreted = IntStream.range(0, count).anyMatch(i -> bytes.getInt(segments + i * size) == INTERPRETER);
        return new Elf(bytes.getShort(AT_MACHINE), !interpreted);
    }
}
