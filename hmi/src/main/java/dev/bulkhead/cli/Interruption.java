package dev.bulkhead.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Lets Ctrl-C end the work of the thread that made this: it is interrupted, gives up its files and
 * closes this; then the process ends with what is to be said and {@link #NO_ANSWER}. Without it the
 * JVM ends at once, with 130.
 */
final class Interruption implements AutoCloseable {
    /** Exit status of work that has no result. */
    static final int NO_ANSWER = 3;

    private final PrintWriter err;
    private final Supplier<String> told;
    private final long patienceS;
    private final Thread worker = Thread.currentThread();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread hook = new Thread(this::end, "interruption");
    private volatile boolean ending;

    /**
     * @param told what is said at the end
     * @param patienceS for so long the worker may take to give up
     */
    Interruption(PrintWriter err, Supplier<String> told, long patienceS) {
        this.err = err;
        this.told = told;
        this.patienceS = patienceS;
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Whether the work shall end. */
    boolean requested() {
        return ending || worker.isInterrupted();
    }

    /** Work that may fail when its thread is interrupted, in whatever way. */
    @FunctionalInterface
    interface Work {
        int status() throws IOException;
    }

    /** Does work; of what it fails once it shall end is no answer, and nothing to tell. */
    int during(Work work) throws IOException {
        try {
            return work.status();
        } catch (IOException | RuntimeException | LinkageError e) {
            if (requested()) {
                return NO_ANSWER;
            }
            throw e;
        }
    }

    private void end() {
        ending = true;
        worker.interrupt();
        try {
            boolean _ = closed.await(patienceS, TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            // nobody waits for this thread longer than it waits
        }
        err.println(told.get());
        err.flush();
        Runtime.getRuntime().halt(NO_ANSWER);
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException _) {
            // it runs already, and will end the process
        }
        closed.countDown();
    }
}
