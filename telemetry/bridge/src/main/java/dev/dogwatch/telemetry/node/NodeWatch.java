package dev.dogwatch.telemetry.node;

import dev.dogwatch.libc.Abi;
import dev.dogwatch.os.Bytes;
import dev.dogwatch.os.Clock;
import dev.dogwatch.os.DirectoryStream;
import dev.dogwatch.os.FileStatus;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Looks at the services of a node whenever inotify says that one has changed, and at all of them every
 * {@link #SAFETY_LOOK}, whatever it says. All calls from one thread: it is the only one that uses the C library.
 */
public final class NodeWatch implements AutoCloseable {
    private static final long SAFETY_LOOK = 10 * Clock.SECOND;

    private static final int NAMES = Abi.IN_CREATE | Abi.IN_DELETE | Abi.IN_MOVED_FROM | Abi.IN_MOVED_TO | Abi.IN_DELETE_SELF
            | Abi.IN_MOVE_SELF;
    /** status is renamed into place. */
    private static final int REPLACED = Abi.IN_MOVED_TO | Abi.IN_DELETE_SELF | Abi.IN_MOVE_SELF;
    /** What counts in a service directory beside supervise. */
    private static final Set<String> STRUCTURE = Set.of("", "down", "critical", "supervise", "log");

    /** The directory of services, the directory /run/dogwatch, a service's directories. */
    private sealed interface Owner {
        record Services() implements Owner {
        }

        record Run() implements Owner {
        }

        /** @param supervise its supervise, otherwise what that is in */
        record Service(ServiceName name, boolean supervise) implements Owner {
        }
    }

    private static final Owner SERVICES = new Owner.Services();
    private static final Owner RUN = new Owner.Run();

    private final String directory;
    private final String runDirectory;
    private final RunFiles runFiles;
    private final NodeListener listener;
    private final Watches<Owner> watches = new Watches<>();
    private final ServiceReader reader = new ServiceReader();
    private final DirectoryStream names = new DirectoryStream();
    private final FileStatus look = new FileStatus();
    private final Bytes path = new Bytes(256);
    /** Of those whose status can be read. */
    private final Map<ServiceName, ServiceState> states = new TreeMap<>();
    /** All directories of services. */
    private final Set<ServiceName> known = new TreeSet<>();
    private Set<ServiceName> told;
    private final Set<ServiceName> changed = new TreeSet<>();
    private final Set<ServiceName> restructured = new HashSet<>();
    private boolean allChanged = true;
    private boolean runChanged = true;
    private long nextSafetyLook;
    private Inventory inventory;

    /** Nothing is looked at before the first {@link #turn}. */
    public NodeWatch(Path services, Path run, NodeListener listener) {
        directory = raw(services);
        runDirectory = raw(run);
        runFiles = new RunFiles(run);
        this.listener = listener;
    }

    private static String raw(Path path) {
        return new String(path.toAbsolutePath().toString().getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    /** Looks at what has changed since the last turn, tells it, and waits for more: {@code nanos} at most. */
    public void turn(long nanos) {
        boolean safety = Clock.monotonic() >= nextSafetyLook;
        if (safety) {
            nextSafetyLook = Clock.monotonic() + SAFETY_LOOK;
        }
        if (allChanged || safety) {
            allChanged = false;
            watches.add(SERVICES, directory, NAMES);
            watches.add(RUN, runDirectory, REPLACED);
            runChanged = true;
            scan();
            for (ServiceName name : known) {
                changed.add(name);
                restructured.add(name);
            }
        }
        for (ServiceName name : List.copyOf(changed)) {
            look(name);
        }
        changed.clear();
        restructured.clear();
        if (runChanged) {
            runChanged = false;
            WatchdogState before = inventory == null ? null : inventory.watchdog();
            WatchdogState now = runFiles.watchdog();
            if (!Objects.equals(before, now)) {
                listener.watchdog(now);
            }
            tellInventory(runFiles.boot(), now);
        } else {
            tellInventory(inventory.boot(), inventory.watchdog());
        }
        watches.await(Math.min(Clock.monotonic() + nanos, nextSafetyLook), new Receiver());
    }

    private void tellInventory(BootReport boot, WatchdogState watchdog) {
        Inventory now = new Inventory(boot, watchdog, new ArrayList<>(states.keySet()));
        if (!now.equals(inventory)) {
            inventory = now;
            listener.inventory(now);
        }
    }

    /** Finds out which services there are. */
    private void scan() {
        Set<ServiceName> found = new TreeSet<>();
        boolean there = false;
        int result = names.open(path.clear().put(directory).terminate());
        if (result == 0) {
            List<String> entries = new ArrayList<>();
            for (long entry = names.next(); entry != 0; entry = names.next()) {
                entries.add(Watches.text(entry));
            }
            boolean failed = names.error() != 0;
            names.close();
            if (failed) {
                return;
            }
            there = true;
            for (String entry : entries) {
                if (!entry.startsWith(".") && isDirectory(directory + "/" + entry)) {
                    ServiceName name = new ServiceName(entry);
                    found.add(name);
                    if (isDirectory(directory + "/" + entry + "/log")) {
                        found.add(name.log());
                    }
                }
            }
        } else if (result != -Abi.ENOENT) {
            return;
        }
        for (ServiceName gone : known.stream().filter(name -> !found.contains(name)).toList()) {
            remove(gone);
        }
        known.addAll(found);
        // A directory that is not there yet does not say that there are no services.
        if (there && !found.equals(told)) {
            told = Set.copyOf(found);
            listener.directories(told);
        }
    }

    private boolean isDirectory(String name) {
        return look.of(path.clear().put(name).terminate()) == 0 && look.isDirectory();
    }

    private void remove(ServiceName name) {
        known.remove(name);
        changed.remove(name);
        watches.forget(new Owner.Service(name, false));
        watches.forget(new Owner.Service(name, true));
        ServiceState state = states.remove(name);
        if (state != null) {
            listener.service(name, state, null);
        }
    }

    private void look(ServiceName name) {
        String home = directory + "/" + name.raw();
        if (restructured.contains(name)) {
            // Watched before it is read, so that nothing comes to pass in between.
            watches.add(new Owner.Service(name, false), home, NAMES);
            watches.add(new Owner.Service(name, true), home + "/supervise", REPLACED);
        }
        Optional<ServiceState> now = reader.read(home);
        ServiceState before = states.get(name);
        if (now.isPresent() && !now.get().equals(before)) {
            states.put(name, now.get());
            listener.service(name, before, now.get());
        } else if (now.isEmpty() && before != null && !isDirectory(home)) {
            remove(name);
        }
    }

    private final class Receiver implements Watches.Receiver<Owner> {
        @Override
        public void changed(Owner owner, String entry) {
            switch (owner) {
                case Owner.Services _ -> allChanged |= !entry.startsWith(".");
                case Owner.Run _ -> runChanged |= entry.equals("boot") || entry.equals("watchdog");
                case Owner.Service(ServiceName name, boolean supervise) -> {
                    if (supervise ? entry.isEmpty() || entry.equals("status") : STRUCTURE.contains(entry)) {
                        changed.add(name);
                        if (!supervise || entry.isEmpty()) {
                            restructured.add(name);
                        }
                        // A log service comes or goes with its directory.
                        allChanged |= !supervise && (entry.equals("log") || entry.isEmpty());
                    }
                }
            }
        }

        @Override
        public void lost() {
            allChanged = true;
        }
    }

    @Override
    public void close() {
        watches.close();
    }
}
