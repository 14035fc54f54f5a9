package dev.bulkhead.cli;

import dev.bulkhead.input.InputError;
import dev.bulkhead.telemetry.Access;
import dev.bulkhead.telemetry.EndpointSettings;
import dev.bulkhead.telemetry.Limits;
import dev.bulkhead.telemetry.Role;
import dev.bulkhead.telemetry.Users;
import dev.bulkhead.web.WebServer;

import picocli.CommandLine.Option;

import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Where the twin listens, and who may come. */
final class ListenOptions {
    private static final String LOOPBACK = "127.0.0.1";
    private static final int MOST_PORT = 65_535;

    /** For files of the page; a browser takes six at a time. */
    private static final int PAGE_CONNECTIONS = 120;

    @Option(
            names = "--listen",
            paramLabel = "ADDRESS",
            defaultValue = LOOPBACK,
            description =
                    "Address to listen on; default ${DEFAULT-VALUE}. Beyond loopback it wants"
                            + " --users or --anonymous.")
    private String address;

    @Option(
            names = "--web-port",
            paramLabel = "N",
            defaultValue = "8080",
            description = "Port of the dashboard; 0 for any. Default ${DEFAULT-VALUE}.")
    private int webPort;

    @Option(
            names = "--mqtt-port",
            paramLabel = "N",
            defaultValue = "1883",
            description = "Port of MQTT; 0 for any. Default ${DEFAULT-VALUE}.")
    private int mqttPort;

    @Option(
            names = "--users",
            paramLabel = "FILE",
            description = "Who may come, and do what; ./twin passwd writes it.")
    private Path users;

    @Option(
            names = "--anonymous",
            paramLabel = "ROLE",
            description =
                    "Let in who gives no name, as telemetry (may watch) or command (may act too).")
    private String anonymous;

    @Option(
            names = "--tls-cert",
            paramLabel = "FILE.pem",
            description = "Speak TLS on both ports: the certificate chain.")
    private Path certificate;

    @Option(names = "--tls-key", paramLabel = "FILE.pem", description = "Its private key.")
    private Path key;

    EndpointSettings endpoint(String twin) {
        return new EndpointSettings(
                twin,
                address,
                port("--mqtt-port", mqttPort),
                tls().map(t -> new EndpointSettings.Tls(t.chain(), t.key())),
                Limits.USUAL);
    }

    WebServer.Settings web() {
        return new WebServer.Settings(
                address,
                port("--web-port", webPort),
                tls(),
                Limits.USUAL.clients(),
                Limits.USUAL.clients() + PAGE_CONNECTIONS);
    }

    private static int port(String option, int port) {
        if (port < 0 || port > MOST_PORT) {
            throw new InputError(option, port + " is no port", "name one from 0 to " + MOST_PORT);
        }
        return port;
    }

    private Optional<WebServer.Certificate> tls() {
        if ((certificate == null) != (key == null)) {
            throw new InputError(
                    certificate == null ? "--tls-key" : "--tls-cert",
                    "TLS takes a certificate and its key",
                    "give --tls-cert and --tls-key");
        }
        if (certificate == null) {
            return Optional.empty();
        }
        mustBeReadable("--tls-cert", certificate);
        mustBeReadable("--tls-key", key);
        return Optional.of(new WebServer.Certificate(certificate, key));
    }

    private static void mustBeReadable(String option, Path file) {
        if (!Files.isReadable(file) || Files.isDirectory(file)) {
            throw new InputError(option, file + " is no file that can be read", "name another");
        }
    }

    /**
     * Who may do what. Writes a line where that is a risk.
     *
     * @throws InputError if anybody could come and nobody consented to that
     */
    Access access(PrintWriter err) {
        Optional<Role> without = Optional.ofNullable(anonymous).map(ListenOptions::role);
        boolean open = !isLoopback();
        if (users != null) {
            Users known = Users.read(users);
            if (open && certificate == null) {
                err.println(
                        "warning: passwords come in readable over the network; give --tls-cert and"
                                + " --tls-key");
            }
            return without.map(role -> Access.of(known, role)).orElseGet(() -> Access.of(known));
        }
        if (open && without.isEmpty()) {
            throw new InputError(
                    "--listen",
                    address + " is beyond this machine and anybody could come",
                    "name --users FILE, or consent with --anonymous telemetry or command");
        }
        if (open) {
            err.println(
                    "warning: whoever reaches "
                            + address
                            + " may "
                            + (without.get().mayCommand() ? "command this twin" : "watch"));
        }
        return Access.anonymous(without.orElse(Role.COMMAND));
    }

    /** Where one listens who asks nobody who they are, and does not encrypt. */
    record Door(String host, int port) {}

    /**
     * Such a door.
     *
     * @param option that opens it
     * @throws InputError unless anybody may command the twin
     */
    Door openDoor(String option, int port, PrintWriter err) {
        boolean anybody =
                anonymous == null ? users == null && isLoopback() : role(anonymous).mayCommand();
        if (!anybody) {
            throw new InputError(
                    option,
                    "asks for no password, and not everybody may command this twin",
                    "leave it out, or consent with --anonymous command");
        }
        if (certificate != null) {
            err.println("warning: " + option + " speaks no TLS");
        }
        return new Door(address, port(option, port));
    }

    private static Role role(String word) {
        return Role.of(word)
                .orElseThrow(
                        () ->
                                new InputError(
                                        "--anonymous",
                                        "'" + word + "' is no role",
                                        "use telemetry or command"));
    }

    private boolean isLoopback() {
        try {
            return InetAddress.getByName(address).isLoopbackAddress();
        } catch (UnknownHostException _) {
            throw new InputError(
                    "--listen", "'" + address + "' is no address", "use 127.0.0.1 or 0.0.0.0");
        }
    }

    String scheme() {
        return certificate == null ? "" : "s";
    }

    /** The address as a person on this machine would type it. */
    String host() {
        return address.equals(LOOPBACK) || address.equals("0.0.0.0") ? "localhost" : address;
    }
}
