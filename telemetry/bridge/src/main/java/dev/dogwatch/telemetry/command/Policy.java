package dev.dogwatch.telemetry.command;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which commands are obeyed.
 *
 * @param maxAge how far ahead a command may expire
 */
public record Policy(Set<Verb> verbs, List<Glob> services, Duration maxAge) {

    /** @param verbs words, with commas between them; @param services patterns, likewise */
    public static Policy of(String verbs, String services, Duration maxAge) {
        return new Policy(items(verbs).stream().map(word -> Verb.of(word).orElseThrow()).collect(Collectors.toUnmodifiableSet()),
                items(services).stream().map(Glob::new).toList(), maxAge);
    }

    private static List<String> items(String list) {
        return Arrays.stream(list.split(",")).map(String::strip).filter(item -> !item.isEmpty()).toList();
    }

    /** In the order of {@link Verb}. */
    public List<String> words() {
        return verbs.stream().sorted().map(Verb::word).toList();
    }

    boolean allows(String service) {
        return services.stream().anyMatch(glob -> glob.matches(service));
    }
}
