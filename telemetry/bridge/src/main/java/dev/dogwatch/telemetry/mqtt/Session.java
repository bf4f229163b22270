package dev.dogwatch.telemetry.mqtt;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.eclipse.paho.client.mqttv3.MqttException;

/**
 * Keeps a connection to the broker for as long as it runs, and publishes what there is to say, one after the other: what
 * the broker has not acknowledged is first in the next connection.
 */
public final class Session implements Runnable {
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final Conversation conversation;
    private final Consumer<String> log;
    /** Has a permit when a pause is to end. */
    private final Semaphore hurry = new Semaphore(0);
    private volatile boolean stopping;
    private volatile BrokerSettings settings;
    private String complaint;

    /** @param log for what people should know, a line each */
    public Session(Conversation conversation, BrokerSettings settings, Consumer<String> log) {
        this.conversation = conversation;
        this.settings = settings;
        this.log = log;
    }

    /** Lets {@link #run} say that the node stops, if there is a connection, and return. */
    public void stop() {
        stopping = true;
        hurry.release();
        conversation.wake();
    }

    /** Connects with other settings: now, if they are others. */
    public void use(BrokerSettings fresh) {
        if (!fresh.equals(settings)) {
            settings = fresh;
            hurry.release();
            conversation.wake();
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
        try (Link link = Link.open(used, conversation)) {
            for (Message message : conversation.opening()) {
                link.publish(message);
            }
            backoff.reset();
            complaint = null;
            log.accept("connected to " + used.url());
            while (link.isUp() && !stopping && used.equals(settings)) {
                conversation.attend(link, used);
                forward(link);
            }
            if (link.isUp()) {
                // Said to a broker that we leave, too: it will not hear of us again.
                link.publish(conversation.closing());
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
        Message message = conversation.take(LOOK);
        if (message != null) {
            try {
                link.publish(message);
                conversation.delivered();
            } finally {
                conversation.giveBack();
            }
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
