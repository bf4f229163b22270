package dev.dogwatch.telemetry.command;

import dev.dogwatch.telemetry.mqtt.BrokerSettings;
import dev.dogwatch.telemetry.mqtt.Hearing;
import dev.dogwatch.telemetry.mqtt.Link;
import dev.dogwatch.telemetry.mqtt.Subscription;
import dev.dogwatch.telemetry.mqtt.TopicLevel;
import dev.dogwatch.telemetry.node.ServiceName;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.eclipse.paho.client.mqttv3.MqttException;

/**
 * Hears commands and obeys those that the {@link Gate} lets pass, one after the other. Each is answered and logged, unless
 * so many are refused that they are only counted. Subscribes to nothing unless the broker has shown a certificate and been
 * shown ours.
 */
public final class Commands implements Hearing {
    private static final int MOST_WAITING = 100;
    private static final int REFUSED_AT_ONCE = 50;
    private static final int REFUSED_PER_SECOND = 5;
    private static final long COUNT_SECONDS = 10;
    private static final int LONGEST_WORD = 200;

    /** What is to be answered. */
    public interface Answers {
        /** @param nonce null: it had none that could be read */
        void answer(String verb, String service, String nonce, boolean ok, String message);
    }

    /** @param name empty: the topic has none */
    private record Heard(String verb, String service, Optional<ServiceName> name, byte[] payload, boolean retained) {
    }

    private final String prefix;
    private final Answers answers;
    private final Consumer<String> log;
    private final Gate gate;
    private final Supervisor supervisor;
    private final BlockingQueue<Heard> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private final RateLimit refusals = new RateLimit(REFUSED_AT_ONCE, REFUSED_PER_SECOND, Clocks.REAL::monotonicMillis);
    /** null: none is obeyed. */
    private volatile Policy policy;
    private volatile Subscription subscription;
    private boolean refusalTold;

    /**
     * @param prefix of the topics: what comes before VERB/SERVICE
     * @param services the directory of services
     * @param directories those that are in it; null while they are not known
     */
    public Commands(String prefix, Path services, Supplier<Set<ServiceName>> directories, Answers answers, Consumer<String> log) {
        this.prefix = prefix;
        this.answers = answers;
        this.log = log;
        gate = new Gate(directories, Clocks.REAL);
        supervisor = new Supervisor(services);
        Thread thread = new Thread(this::work, "commands");
        thread.setDaemon(true);
        thread.start();
    }

    /** Which are obeyed from now on; null: none. */
    public void use(Policy fresh) {
        policy = fresh;
    }

    @Override
    public void connected() {
        subscription = null;
        refusalTold = false;
    }

    @Override
    public void attend(Link link, BrokerSettings settings) throws MqttException {
        if (subscription == null && policy != null && settings.tls() && settings.certFile() != null) {
            subscription = link.subscribe(prefix + "+/+", 1);
        } else if (subscription != null && policy == null) {
            link.unsubscribe(prefix + "+/+");
            subscription = null;
        } else if (subscription != null && subscription.isRefused() && !refusalTold) {
            refusalTold = true;
            log.accept("warning: the broker does not let us hear commands");
        }
    }

    @Override
    public void arrived(String topic, byte[] payload, boolean retained) {
        if (subscription == null || !topic.startsWith(prefix)) {
            return;
        }
        String[] levels = topic.substring(prefix.length()).split("/", 2);
        String level = levels.length == 2 ? levels[1] : "";
        Optional<ServiceName> name = TopicLevel.name(level).map(ServiceName::of);
        Heard heard = new Heard(levels[0], name.map(ServiceName::text).orElse(level), name, payload, retained);
        if (!waiting.offer(heard)) {
            refuse(heard, null, "there are too many commands at a time");
        }
    }

    private void work() {
        try {
            while (true) {
                Heard heard = waiting.poll(COUNT_SECONDS, TimeUnit.SECONDS);
                if (heard != null) {
                    obey(heard);
                }
                long held = waiting.isEmpty() ? refusals.held() : 0;
                if (held > 0) {
                    log.accept("warning: " + held + " more commands were refused, without an answer");
                }
            }
        } catch (InterruptedException e) {
            log.accept("warning: no command is obeyed any more");
        }
    }

    private void obey(Heard heard) throws InterruptedException {
        Order order = null;
        try {
            Policy now = policy;
            if (now == null || heard.retained) {
                throw new RefusedException(now == null ? "commands are not obeyed" : "the broker has kept it: it was published as retained");
            }
            order = Order.of(heard.payload);
            gate.pass(now, heard.verb, heard.name.orElseThrow(() -> new RefusedException("this is no name of a service")), order);
        } catch (RefusedException e) {
            refuse(heard, order, e.getMessage());
            return;
        }
        Supervisor.Result result = supervisor.run(Verb.of(heard.verb).orElseThrow(), heard.service);
        tell(heard, order, result.ok(), result.message());
    }

    private void refuse(Heard heard, Order order, String reason) {
        if (refusals.pass()) {
            tell(heard, order, false, "refused: " + reason);
        }
    }

    private void tell(Heard heard, Order order, boolean ok, String message) {
        log.accept("command " + printable(heard.verb) + " " + printable(heard.service) + " by " + (order == null ? "?" : printable(order.by())) + ", nonce "
                + (order == null ? "?" : printable(order.nonce())) + ": " + printable(message));
        answers.answer(shortened(heard.verb), shortened(heard.service), order == null ? null : order.nonce(), ok, message);
    }

    /** In one line, whatever it is. */
    private static String printable(String text) {
        StringBuilder line = new StringBuilder();
        shortened(text).codePoints().map(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT
                || Character.getType(c) == Character.LINE_SEPARATOR || Character.getType(c) == Character.PARAGRAPH_SEPARATOR ? '?' : c)
                .forEach(line::appendCodePoint);
        return line.toString();
    }

    private static String shortened(String text) {
        return text.length() <= LONGEST_WORD ? text : text.substring(0, LONGEST_WORD);
    }
}
