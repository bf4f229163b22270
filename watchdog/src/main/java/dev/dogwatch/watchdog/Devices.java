package dev.dogwatch.watchdog;

import dev.dogwatch.libc.Abi;
import dev.dogwatch.os.Bytes;
import dev.dogwatch.os.Clock;
import dev.dogwatch.os.Messages;
import dev.dogwatch.os.Poll;

/** All devices of the node: all are fed at the same moments, by the one that needs it most often. */
final class Devices {
    /**
     * From one try to open a missing device to the next, at first and in the end: whoever has it is just being killed, or
     * its driver comes late, or never.
     */
    private static final long AGAIN = 20 * Clock.MILLISECOND;
    private static final long LONGEST_AGAIN = 10 * Clock.SECOND;

    private final Device[] devices;
    private long tryAt;
    private long again = AGAIN;
    private long interval;

    Devices(Configuration configuration, Messages messages) {
        devices = new Device[Math.max(configuration.devices.count(), 0)];
        for (int i = 0; i < devices.length; i++) {
            devices[i] = new Device(configuration.devices.get(i), configuration, messages);
        }
    }

    /** Opens those that are not open, when it is time to try; whether one was opened. */
    boolean openMissing(long now) {
        if (now < tryAt) {
            return false;
        }
        boolean opened = false;
        boolean missing = false;
        for (Device device : devices) {
            if (!device.isOpen() && device.open()) {
                opened = true;
            }
            missing |= !device.isOpen();
        }
        tryAt = missing ? now + again : Poll.NEVER;
        again = missing ? Math.min(2 * again, LONGEST_AGAIN) : AGAIN;
        interval = interval();
        return opened;
    }

    /** When missing ones are to be tried again. */
    long nextTry() {
        return tryAt;
    }

    /** Feeds all; false when one was lost. */
    boolean feed(long now) {
        boolean fed = true;
        for (Device device : devices) {
            if (device.isOpen() && !device.feed()) {
                fed = false;
                again = AGAIN;
                tryAt = now + AGAIN;
            }
        }
        return fed;
    }

    /** ns from one feeding to the next; {@link Poll#NEVER} while no device is open. */
    long feedInterval() {
        return interval;
    }

    private long interval() {
        long least = Poll.NEVER;
        for (Device device : devices) {
            least = device.isOpen() ? Math.min(least, device.interval()) : least;
        }
        return least;
    }

    /** How many are open. */
    int open() {
        int count = 0;
        for (Device device : devices) {
            count += device.isOpen() ? 1 : 0;
        }
        return count;
    }

    /** The boot status of all, ORed. */
    int bootStatus() {
        int bits = 0;
        for (Device device : devices) {
            bits |= device.bootStatus();
        }
        return bits;
    }

    /** The least time left of all that tell it (s), {@link Device#UNKNOWN} when none does. */
    int leastTimeLeft() {
        int least = Device.UNKNOWN;
        for (Device device : devices) {
            int left = device.leastTimeLeft();
            least = left != Device.UNKNOWN && (least == Device.UNKNOWN || left < least) ? left : least;
        }
        return least;
    }

    void disarm() {
        for (Device device : devices) {
            device.disarm();
        }
    }

    /** Closes all and leaves them armed. */
    void close() {
        for (Device device : devices) {
            device.close();
        }
    }

    void describe(Bytes out) {
        for (Device device : devices) {
            device.describe(out);
        }
    }

    /** The words for the bits of a boot status, a comma between two; nothing for none. */
    static void putBootStatus(Bytes out, int bits) {
        int before = out.length();
        put(out, before, bits & Abi.WDIOF_CARDRESET, "watchdog reset");
        put(out, before, bits & Abi.WDIOF_OVERHEAT, "overheated");
        put(out, before, bits & Abi.WDIOF_FANFAULT, "fan failed");
        put(out, before, bits & Abi.WDIOF_POWERUNDER, "power bad");
        put(out, before, bits & Abi.WDIOF_POWEROVER, "power over voltage");
        put(out, before, bits & (Abi.WDIOF_EXTERN1 | Abi.WDIOF_EXTERN2), "external relay");
    }

    private static void put(Bytes out, int before, int bit, String word) {
        if (bit != 0) {
            out.put(out.length() == before ? "" : ", ").put(word);
        }
    }
}
