package dev.dogwatch.os;

/** Which release this is. A test holds it against the version of the Maven project. */
public final class Release {
    private Release() {
    }

    public static final String VERSION = "0.1.0";
}
