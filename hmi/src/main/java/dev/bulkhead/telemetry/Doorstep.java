package dev.bulkhead.telemetry;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.internal.VertxWrapper;
import io.vertx.core.internal.net.NetServerInternal;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;

/**
 * Connections that have not yet sent CONNECT. An address has only so many of them, and so have all
 * together: of more, the one that has been silent longest is closed, so that who speaks at once is
 * let in however many stand about. All on the endpoint's event loop, but for the count.
 */
final class Doorstep {
    static final int MOST_OF_AN_ADDRESS = 100;
    static final int MOST = 250;

    private final SequencedMap<NetSocket, String> silent = new LinkedHashMap<>();
    private final LongAdder turnedAway = new LongAdder();

    /** Any thread may ask. */
    long turnedAway() {
        return turnedAway.sum();
    }

    /** It sent CONNECT. */
    void spoke(NetSocket socket) {
        silent.remove(socket);
    }

    private void came(NetSocket socket, String address) {
        silent.put(socket, address);
        var channel = ((NetSocketInternal) socket).channelHandlerContext().channel();
        channel.closeFuture().addListener(_ -> silent.remove(socket));
        long neighbours = silent.values().stream().filter(address::equals).count();
        if (neighbours > MOST_OF_AN_ADDRESS) {
            turnAway(address);
        } else if (silent.size() > MOST) {
            turnAway(silent.firstEntry().getValue());
        }
    }

    private void turnAway(String address) {
        NetSocket longest =
                silent.entrySet().stream()
                        .filter(each -> each.getValue().equals(address))
                        .findFirst()
                        .orElseThrow()
                        .getKey();
        silent.remove(longest);
        turnedAway.increment();
        longest.close();
    }

    /**
     * Vert.x as before, but whoever comes to a TCP server of it passes here first. Vert.x MQTT
     * tells nobody of a connection before CONNECT, and has no limit on them.
     *
     * @param address from where it comes; empty if it has no business here
     */
    Vertx before(Vertx vertx, Function<NetSocket, Optional<String>> address) {
        return new VertxWrapper((VertxInternal) vertx) {
            @Override
            public NetServerInternal createNetServer(NetServerOptions options) {
                return watched(super.createNetServer(options), address);
            }
        };
    }

    private NetServerInternal watched(
            NetServerInternal server, Function<NetSocket, Optional<String>> address) {
        return (NetServerInternal)
                Proxy.newProxyInstance(
                        Doorstep.class.getClassLoader(),
                        new Class<?>[] {NetServerInternal.class},
                        (_, method, arguments) -> {
                            if (method.getName().equals("connectHandler")) {
                                @SuppressWarnings("unchecked")
                                var inner = (Handler<NetSocket>) arguments[0];
                                return server.connectHandler(
                                        socket -> {
                                            address.apply(socket)
                                                    .ifPresent(from -> came(socket, from));
                                            inner.handle(socket);
                                        });
                            }
                            try {
                                return method.invoke(server, arguments);
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            }
                        });
    }
}
