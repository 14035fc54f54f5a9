package dev.bulkhead.architecture.offender;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

final class Threads {
    Thread badThread(Runnable work) {
        return new Thread(work);
    }

    Thread badVirtualThread(Runnable work) {
        return Thread.startVirtualThread(work);
    }

    ExecutorService badExecutor() {
        return Executors.newSingleThreadExecutor();
    }

    CompletableFuture<Void> badFuture(Runnable work) {
        return CompletableFuture.runAsync(work);
    }

    Stream<String> badParallelStream(List<String> list) {
        return list.parallelStream();
    }

    IntStream badParallel(IntStream stream) {
        return stream.parallel();
    }

    void badSleep() throws InterruptedException {
        Thread.sleep(1);
    }

    void goodInterruption() {
        Thread.currentThread().interrupt();
    }
}
