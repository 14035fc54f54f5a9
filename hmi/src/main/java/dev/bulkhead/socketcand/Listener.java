package dev.bulkhead.socketcand;

import dev.bulkhead.telemetry.CommandDesk;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** The socket and all tools behind it, on one event loop. */
final class Listener extends VerticleBase {
    private static final int MOST_CLIENTS = 32;

    /** Frames on their way from the twin's thread: some seconds of a busy bus. */
    private static final int PLACES = 16_384;

    private final String host;
    private final int wantedPort;
    private final List<String> buses;
    private final CommandDesk desk;
    private final List<Client> clients = new ArrayList<>();
    private final BlockingQueue<Passed> waiting = new ArrayBlockingQueue<>(PLACES);
    private final AtomicBoolean awake = new AtomicBoolean();
    private final AtomicLong lost = new AtomicLong();
    private volatile int clientCount;
    private NetServer server;

    Listener(String host, int port, List<String> buses, CommandDesk desk) {
        this.host = host;
        wantedPort = port;
        this.buses = List.copyOf(buses);
        this.desk = desk;
    }

    @Override
    public Future<?> start() {
        server = vertx.createNetServer().connectHandler(this::arrived);
        return server.listen(wantedPort, host);
    }

    @Override
    public Future<?> stop() {
        List.copyOf(clients).forEach(Client::end);
        return server.close();
    }

    int port() {
        return server.actualPort();
    }

    long lost() {
        return lost.get();
    }

    private void arrived(NetSocket socket) {
        if (clients.size() == MOST_CLIENTS) {
            socket.write("< error %d tools are connected already >".formatted(MOST_CLIENTS));
            socket.end();
            return;
        }
        Client client = new Client(vertx, socket, buses, this::submit, lost::incrementAndGet);
        clients.add(client);
        clientCount = clients.size();
        socket.closeHandler(
                _ -> {
                    clients.remove(client);
                    clientCount = clients.size();
                });
        client.greet();
    }

    private void submit(String body, Consumer<String> waits) {
        desk.submit("send", body)
                .thenAccept(reply -> context.runOnContext(_ -> waits.accept(reply)));
    }

    /** Takes what was on a bus, on the twin's thread. */
    void passed(Passed passed) {
        if (clientCount == 0) {
            return;
        }
        if (!waiting.offer(passed)) {
            lost.addAndGet(clientCount);
        }
        if (awake.compareAndSet(false, true)) {
            context.runOnContext(_ -> hand());
        }
    }

    private void hand() {
        awake.set(false);
        for (Passed passed = waiting.poll(); passed != null; passed = waiting.poll()) {
            for (Client client : clients) {
                client.hear(passed);
            }
        }
    }
}
