package dev.dogwatch.telemetry.mqtt;

import dev.dogwatch.telemetry.node.NodeListener;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.eclipse.paho.client.mqttv3.MqttException;

/**
 * Keeps a connection to the broker for as long as it runs, and publishes what the outbox has, one after the other: what
 * the broker has not acknowledged is first in the next connection. Each connection begins with status and birth.
 */
public final class Session implements Runnable {
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final Outbox outbox;
    private final Payloads payloads;
    private final Publisher publisher;
    private final Consumer<String> log;
    /** Has a permit when a pause is to end. */
    private final Semaphore hurry = new Semaphore(0);
    private volatile boolean stopping;
    private volatile BrokerSettings settings;
    private String complaint;
    private Outbox.Dropped droppedTold;

    /**
     * @param queueMax events that wait at most
     * @param log for what people should know, a line each
     */
    public Session(Identity identity, BrokerSettings settings, int queueMax, Consumer<String> log) {
        this.settings = settings;
        this.log = log;
        outbox = new Outbox(queueMax);
        payloads = new Payloads(identity, queueMax);
        publisher = new Publisher(payloads, outbox);
    }

    /** Whom to tell what becomes of the services. */
    public NodeListener listener() {
        return publisher;
    }

    /** Lets {@link #run} say that the node stops, if there is a connection, and return. */
    public void stop() {
        stopping = true;
        hurry.release();
        outbox.wake();
    }

    /** Connects with other settings: now, if they are others. */
    public void use(BrokerSettings fresh) {
        boolean others = !fresh.equals(settings);
        settings = fresh;
        if (others) {
            hurry.release();
            outbox.wake();
        }
    }

    @Override
    public void run() {
        BrokerSettings used = settings;
        Backoff backoff = backoff(used);
        while (!stopping) {
            if (!used.equals(settings)) {
                used = settings;
                backoff = backoff(used);
            }
            if (serve(used, backoff) && !stopping) {
                pause(backoff.next());
            }
        }
    }

    private static Backoff backoff(BrokerSettings settings) {
        return new Backoff(settings.retryMin(), settings.retryMax(), RandomGenerator.getDefault());
    }

    private void pause(Duration time) {
        try {
            hurry.drainPermits();
            if (!stopping) {
                hurry.tryAcquire(time.toNanos(), TimeUnit.NANOSECONDS);
            }
        } catch (InterruptedException e) {
            stop();
        }
    }

    /** One connection, from its beginning to its end; whether it has failed. */
    private boolean serve(BrokerSettings used, Backoff backoff) {
        try (Link link = Link.open(used, payloads.will(), outbox::wake)) {
            link.publish(payloads.online());
            link.publish(payloads.birth(publisher.inventory()));
            outbox.sayAgain();
            backoff.reset();
            complaint = null;
            log.accept("connected to " + used.url());
            while (link.isUp() && !stopping && used.equals(settings)) {
                forward(link);
            }
            if (link.isUp()) {
                // Said to a broker that we leave, too: it will not hear of us again.
                link.publish(payloads.stopped());
                link.disconnect();
                return false;
            }
            complain(used, "the connection is lost");
        } catch (MqttException | IOException | GeneralSecurityException e) {
            complain(used, reason(e));
        } catch (InterruptedException e) {
            stop();
        }
        return true;
    }

    private void forward(Link link) throws MqttException, InterruptedException {
        Message message = outbox.take(LOOK.toNanos(), TimeUnit.NANOSECONDS);
        if (message != null) {
            try {
                link.publish(message);
                outbox.delivered();
            } finally {
                outbox.giveBack();
            }
        }
        Outbox.Dropped dropped = outbox.dropped();
        // Once it begins, and once it is over: not with each one.
        if (!Objects.equals(dropped, droppedTold) && (droppedTold == null || outbox.size() == 0)) {
            droppedTold = dropped;
            log.accept(dropped.events() + " events were dropped, since the queue was full");
            outbox.put(payloads.dropped(dropped));
        }
    }

    /** Says the same thing once. */
    private void complain(BrokerSettings used, String reason) {
        if (!reason.equals(complaint)) {
            complaint = reason;
            log.accept("warning: " + used.url() + ": " + reason + "; trying again");
        }
    }

    private static String reason(Exception e) {
        if (e instanceof MqttException m && m.getReasonCode() == MqttException.REASON_CODE_CLIENT_TIMEOUT) {
            return "no answer in time";
        }
        Throwable root = e;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        String text = root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
        return root instanceof java.nio.file.NoSuchFileException ? text + ": no such file" : text;
    }
}
