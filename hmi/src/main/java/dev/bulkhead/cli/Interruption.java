package dev.bulkhead.cli;

import java.io.Closeable;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;

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
    private volatile List<Closeable> unfinished = List.of();

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

    /**
     * Does work; of what it fails once it shall end is no answer, and nothing to tell.
     *
     * @param results that the worker closes when it gives up, so that nothing half stays of them;
     *     one that is not wanted is {@code null}
     */
    int during(Work work, Closeable... results) throws IOException {
        unfinished = Stream.of(results).filter(Objects::nonNull).toList();
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
        giveUp();
        err.println(told.get());
        err.flush();
        Runtime.getRuntime().halt(NO_ANSWER);
    }

    /** Ends the work, and closes its results in the worker's place if that takes too long. */
    void giveUp() {
        ending = true;
        worker.interrupt();
        try {
            if (!closed.await(patienceS, TimeUnit.SECONDS)) {
                unfinished.forEach(Interruption::closeAnyhow);
            }
        } catch (InterruptedException _) {
            // the process ends now, whatever stays
        }
    }

    private static void closeAnyhow(Closeable result) {
        try {
            result.close();
        } catch (IOException | RuntimeException _) {
            // the worker may be writing it; the others are closed all the same
        }
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
