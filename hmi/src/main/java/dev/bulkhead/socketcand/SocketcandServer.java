package dev.bulkhead.socketcand;

import dev.bulkhead.can.CanError;
import dev.bulkhead.can.CanFrame;
import dev.bulkhead.canlog.LogEntry;
import dev.bulkhead.input.InputError;
import dev.bulkhead.telemetry.CommandDesk;
import dev.bulkhead.twin.BusTap;

import io.vertx.core.Vertx;

import java.util.List;
import java.util.Optional;

/**
 * Listens for CAN tools. The twin's thread hands it frames and never waits for it: what a tool does
 * not take in time is lost to that tool and counted.
 *
 * @see "socketcand, doc/protocol.md, in its raw mode"
 */
public final class SocketcandServer implements BusTap, AutoCloseable {
    private final Vertx vertx;
    private final Listener listener;
    private final String deployment;

    private SocketcandServer(Vertx vertx, Listener listener, String deployment) {
        this.vertx = vertx;
        this.listener = listener;
        this.deployment = deployment;
    }

    /**
     * Starts one.
     *
     * @param port 0 for any
     * @param buses names, in the twin's order
     * @param desk takes what tools send
     * @throws InputError if it cannot listen there
     */
    public static SocketcandServer start(
            Vertx vertx, String host, int port, List<String> buses, CommandDesk desk) {
        Listener listener = new Listener(host, port, buses, desk);
        try {
            return new SocketcandServer(vertx, listener, vertx.deployVerticle(listener).await());
        } catch (Exception e) { // await throws whatever it failed of, checked or not
            String why = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
            throw new InputError(
                    host + ":" + port,
                    "cannot listen there: " + why,
                    "choose another --listen or --socketcand");
        }
    }

    public int port() {
        return listener.port();
    }

    /** Frames that some tool did not get, each counted once a tool. */
    public long lost() {
        return listener.lost();
    }

    @Override
    public void sent(int bus, boolean byEcu, CanFrame frame, long atPs) {
        listener.passed(new Passed(bus, byEcu, new LogEntry.Frame(frame), atPs));
    }

    @Override
    public void errorFrame(int bus, Optional<CanError> error, boolean transmitter, long atPs) {
        LogEntry.ErrorFrame shown = LogEntry.ErrorFrame.of(error, transmitter);
        listener.passed(new Passed(bus, false, shown, atPs));
    }

    /** Ends all connections. */
    @Override
    public void close() {
        vertx.undeploy(deployment).await();
    }
}
