package dev.bulkhead.telemetry;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where and how the endpoint listens.
 *
 * @param twin second level of every topic
 * @param host to listen on
 * @param port for MQTT over TCP; 0 for any that is free
 * @param tls certificate and key, if the port is to speak TLS
 */
public record EndpointSettings(
        String twin, String host, int port, Optional<Tls> tls, Limits limits) {

    /** Files in PEM. */
    public record Tls(Path certificate, Path key) {}

    /** Without TLS, where only programs of this machine can connect. */
    public static EndpointSettings onLoopback(String twin, int port) {
        return new EndpointSettings(twin, "127.0.0.1", port, Optional.empty(), Limits.USUAL);
    }
}
