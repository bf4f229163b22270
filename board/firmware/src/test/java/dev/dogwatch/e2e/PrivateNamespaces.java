package dev.dogwatch.e2e;

import java.io.IOException;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Marks scenarios that play in namespaces of their own, of processes and of mounts: skipped, with the reason, where these are refused. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(PrivateNamespaces.Permitted.class)
public @interface PrivateNamespaces {

    /** Tries it out, once. */
    final class Permitted implements ExecutionCondition {

        private static final ConditionEvaluationResult RESULT = tryOut();

        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            return RESULT;
        }

        private static ConditionEvaluationResult tryOut() {
            ProcessBuilder attempt = new ProcessBuilder("unshare", "-pfm", "--mount-proc", "mount", "-t", "tmpfs", "none", "/mnt")
                    .redirectErrorStream(true);
            SpawnLock.spawning().lock();
            try {
                Process process = attempt.start();
                process.getOutputStream().close();
                String said = new String(process.getInputStream().readAllBytes()).strip();
                boolean ended = process.waitFor(Await.LIMIT.toSeconds(), TimeUnit.SECONDS);
                return ended && process.exitValue() == 0 ? ConditionEvaluationResult.enabled("namespaces can be made")
                        : ConditionEvaluationResult.disabled("this machine does not permit namespaces of one's own: " + said);
            } catch (IOException e) {
                return ConditionEvaluationResult.disabled("namespaces cannot be tried out: " + e.getMessage());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return ConditionEvaluationResult.disabled("interrupted");
            } finally {
                SpawnLock.spawning().unlock();
            }
        }
    }
}
