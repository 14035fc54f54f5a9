package dev.bulkhead.cli;

import dev.bulkhead.board.uart.ByteSource;
import dev.bulkhead.input.InputError;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * The host's side of a guest's console. Output is passed on by line, and at least every 20 ms of
 * host time while the guest looks for input. Input that is a file is all there from the start, so
 * that each run is the same; from a pipe or a terminal it is there as it arrives, and is read only
 * once the guest looks for it.
 */
final class Terminal implements ByteSource {
    private static final long FLUSH_NS = 20_000_000;
    private static final int END = -1;

    private final InputStream input;
    private final OutputStream output;
    private final BlockingQueue<Integer> arrived = new LinkedBlockingQueue<>();
    private byte[] file = new byte[0];
    private int fileAt;
    private boolean started;
    private boolean ended;
    private boolean pending;
    private long flushedNs;

    Terminal(InputStream input, OutputStream output) {
        this.input = input;
        this.output = output;
        flushedNs = System.nanoTime();
    }

    /** A terminal whose whole input is given. */
    static Terminal withInput(byte[] all, OutputStream output) {
        Terminal terminal = new Terminal(InputStream.nullInputStream(), output);
        terminal.file = all.clone();
        terminal.started = true;
        terminal.ended = true;
        return terminal;
    }

    void write(int value) {
        try {
            output.write(value);
            pending = true;
            if (value == '\n') {
                flush();
            }
        } catch (IOException _) {
            throw closed();
        }
    }

    void flush() {
        try {
            output.flush();
            pending = false;
            flushedNs = System.nanoTime();
        } catch (IOException _) {
            throw closed();
        }
    }

    private static InputError closed() {
        return new InputError(
                "console", "what the program prints is not taken any more", "keep its reader open");
    }

    @Override
    public boolean ready() {
        if (pending && System.nanoTime() - flushedNs > FLUSH_NS) {
            flush();
        }
        start();
        if (fileAt < file.length) {
            return true;
        }
        Integer next = arrived.peek();
        ended |= next != null && next == END;
        return next != null && !ended;
    }

    @Override
    public int take() {
        if (!ready()) {
            throw new IllegalStateException("no byte is ready");
        }
        return fileAt < file.length ? file[fileAt++] & 0xff : arrived.remove();
    }

    /** Waits for input; false if its end has come. */
    boolean await() {
        flush();
        while (!ready() && !ended) {
            try {
                // what is taken here is put back in front: there is one reader and it waits
                Integer next = arrived.take();
                if (next == END) {
                    ended = true;
                } else {
                    file = new byte[] {next.byteValue()};
                    fileAt = 0;
                }
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return ready();
    }

    private void start() {
        if (started) {
            return;
        }
        started = true;
        try {
            if (input instanceof FileInputStream file && file.getChannel().size() > 0) {
                this.file = file.readAllBytes();
                ended = true;
                return;
            }
        } catch (IOException _) {
            // not a file: read as it arrives
        }
        Thread.ofPlatform().daemon().name("console input").start(this::read);
    }

    private void read() {
        try {
            int value = input.read();
            while (value >= 0) {
                arrived.add(value);
                value = input.read();
            }
        } catch (IOException _) {
            // no more input than what came
        }
        arrived.add(END);
    }
}
