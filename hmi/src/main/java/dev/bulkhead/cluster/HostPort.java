package dev.bulkhead.cluster;

import dev.bulkhead.document.Text;
import dev.bulkhead.input.InputError;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

/** Where a worker listens. */
public record HostPort(String host, int port) {
    /** The port if none is said. */
    public static final int USUAL_PORT = 5701;

    private static final int PORTS_END = 65_536;

    /**
     * Reads {@code HOST:PORT}, or {@code HOST} for the usual port.
     *
     * @param option where it stands, for the message
     * @throws InputError if it is neither
     */
    public static HostPort parse(String option, String text) {
        int colon = text.lastIndexOf(':');
        String host = colon < 0 ? text : text.substring(0, colon);
        int port = colon < 0 ? USUAL_PORT : port(text.substring(colon + 1));
        if (!host.matches("[A-Za-z0-9._-]+") || port <= 0 || port >= PORTS_END) {
            throw new InputError(
                    option,
                    Text.quote(text) + " is no HOST:PORT",
                    "write one such as 127.0.0.1:" + USUAL_PORT);
        }
        return new HostPort(host, port);
    }

    /** Several with commas between. */
    public static List<HostPort> list(String option, String text) {
        return Arrays.stream(text.split(",", -1)).map(each -> parse(option, each)).toList();
    }

    private static int port(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException _) {
            return 0;
        }
    }

    /**
     * The machine's address.
     *
     * @throws InputError if the name is not known
     */
    InetAddress address(String option) {
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException _) {
            throw new InputError(
                    option, Text.quote(host) + " is no known host", "name one, or its address");
        }
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
