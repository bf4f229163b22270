package dev.dogwatch.telemetry.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A CA in a directory, made and used by telemetry/broker/certificates as a user would. */
public final class Authority {

    private final Path directory;

    private Authority(Path directory) {
        this.directory = directory;
    }

    /** A new one. */
    public static Authority in(Path directory) {
        Authority authority = new Authority(directory);
        authority.run("ca");
        return authority;
    }

    /** Makes broker.crt and broker.key for these host names and addresses. */
    public Identity broker(String... hosts) {
        List<String> command = new ArrayList<>(List.of("broker"));
        command.addAll(List.of(hosts));
        run(command.toArray(String[]::new));
        return identity("broker");
    }

    /** A certificate for a node. */
    public Identity node(String site, String node) {
        run("node", site, node);
        return identity("nodes/" + site + "/" + node);
    }

    /** A certificate for an operator. */
    public Identity operator(String name) {
        run("operator", name);
        return identity("operators/" + name);
    }

    /** Takes one back; the broker has to be started again. */
    public void revoke(Identity identity) {
        run("revoke", identity.certificate().toString());
    }

    /** ca.crt, ca.crl, broker.crt and broker.key are here. */
    public Path directory() {
        return directory;
    }

    public Path certificate() {
        return directory.resolve("ca.crt");
    }

    private Identity identity(String name) {
        return new Identity(directory.resolve(name + ".crt"), directory.resolve(name + ".key"));
    }

    private void run(String... arguments) {
        List<String> command = new ArrayList<>(List.of(Repository.path("telemetry/broker/certificates").toString(), directory.toString()));
        command.addAll(List.of(arguments));
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String said = new String(process.getInputStream().readAllBytes());
            if (process.waitFor() != 0 || !said.isEmpty()) {
                throw new AssertionError(command + " has exited " + process.exitValue() + ": " + said);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}
