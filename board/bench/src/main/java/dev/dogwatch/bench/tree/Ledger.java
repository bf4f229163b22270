package dev.dogwatch.bench.tree;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The file to which each probe appends the time of its first instruction (record.h). Reading it costs the measured
 * programs nothing: no process is woken when a probe writes.
 */
public final class Ledger implements AutoCloseable {
    static final int RECORD = 64;
    private static final int NAME = 24;

    /** One start of one program: monotonic ns, CPU ns used before, who, and the supervisor above it. */
    public record Start(String service, long at, long cpu, long pid, long parent) {
    }

    private final Path path;
    private final FileChannel file;
    private final Map<String, List<Start>> starts = new LinkedHashMap<>();
    private long read;

    public Ledger(Path path) {
        this.path = path;
        try {
            Files.createFile(path);
            file = FileChannel.open(path, StandardOpenOption.READ);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Path path() {
        return path;
    }

    /** All starts of the service, oldest first. */
    public List<Start> starts(String service) {
        refresh();
        return List.copyOf(starts.getOrDefault(service, List.of()));
    }

    /** The newest start of each service so far, the supervisor left out. */
    public Collection<Start> newest() {
        refresh();
        List<Start> newest = new ArrayList<>();
        starts.forEach((service, all) -> {
            if (!service.isEmpty()) {
                newest.add(all.getLast());
            }
        });
        return newest;
    }

    /** How many different services have started. */
    public int services() {
        refresh();
        return starts.size() - (starts.containsKey("") ? 1 : 0);
    }

    /** The start of the supervisor itself. */
    public Start supervisor() {
        return starts("").getFirst();
    }

    /** Waits for the first start of the service after that time. */
    public Start await(String service, long after, Duration interval) throws Failure, InterruptedException {
        Start[] found = new Start[1];
        Await.until("service " + service + " start", interval, () -> (found[0] = after(service, after)) != null);
        return found[0];
    }

    /** The first start of the service after that time, or null. */
    public Start after(String service, long time) {
        refresh();
        List<Start> all = starts.getOrDefault(service, List.of());
        Start first = null;
        for (int i = all.size() - 1; i >= 0 && all.get(i).at() > time; i--) {
            first = all.get(i);
        }
        return first;
    }

    private void refresh() {
        try {
            long records = (file.size() - read) / RECORD;
            if (records == 0) {
                return;
            }
            ByteBuffer bytes = ByteBuffer.allocate((int) (records * RECORD)).order(ByteOrder.LITTLE_ENDIAN);
            while (bytes.hasRemaining() && file.read(bytes, read + bytes.position()) > 0) {
                // The file only grows: what was promised by its size is there.
            }
            read += records * RECORD;
            for (int offset = 0; offset < bytes.limit(); offset += RECORD) {
                Start start = parse(bytes, offset);
                starts.computeIfAbsent(start.service(), _ -> new ArrayList<>()).add(start);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Start parse(ByteBuffer bytes, int offset) {
        int length = 0;
        while (length < RECORD - NAME && bytes.get(offset + NAME + length) != 0) {
            length++;
        }
        String name = new String(bytes.array(), offset + NAME, length, StandardCharsets.UTF_8);
        return new Start(name, bytes.getLong(offset), bytes.getLong(offset + 8), bytes.getInt(offset + 16),
                bytes.getInt(offset + 20));
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
