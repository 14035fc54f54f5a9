package dev.bulkhead.telemetry;

import dev.bulkhead.document.Text;
import dev.bulkhead.input.InputError;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/**
 * A broker outside, as {@code --broker} names it: {@code mqtt://user@host:1883}, or {@code mqtts}
 * for TLS. Without a port it is the usual one. The password never stands in it.
 */
public record BrokerAddress(boolean tls, Optional<String> user, String host, int port) {
    private static final String OPTION = "--broker";
    private static final String FORM = "write mqtt://user@host:1883, or mqtts:// for TLS";
    private static final int USUAL_PORT = 1883;
    private static final int USUAL_TLS_PORT = 8883;
    private static final int PORTS_END = 65536;

    /**
     * @throws InputError if it has another form, or a password in it; the message does not repeat
     *     the password
     */
    public static BrokerAddress parse(String text) {
        return parse(OPTION, text);
    }

    /**
     * As {@link #parse(String)}, of another option.
     *
     * @param option that names it, for the message
     */
    public static BrokerAddress parse(String option, String text) {
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException _) {
            throw new InputError(option, "no address of a broker", FORM);
        }
        String user = uri.getUserInfo();
        if (user != null && user.contains(":")) {
            throw new InputError(
                    option,
                    "a password in an address is seen by every user of the machine",
                    "put it into a file and name that with --broker-password");
        }
        boolean tls = "mqtts".equals(uri.getScheme());
        boolean known = tls || "mqtt".equals(uri.getScheme());
        boolean path = uri.getPath() != null && !uri.getPath().matches("/?");
        boolean more = path || uri.getQuery() != null || uri.getFragment() != null;
        if (!known || more || uri.getHost() == null || uri.getPort() >= PORTS_END) {
            throw new InputError(option, Text.quote(text) + " is no address of a broker", FORM);
        }
        int usual = tls ? USUAL_TLS_PORT : USUAL_PORT;
        int port = uri.getPort() < 0 ? usual : uri.getPort();
        return new BrokerAddress(tls, Optional.ofNullable(user), uri.getHost(), port);
    }

    /** In the words of Eclipse Paho. */
    String serverUri() {
        return (tls ? "ssl://" : "tcp://") + host + ":" + port;
    }

    /** For people, without the user. */
    @Override
    public String toString() {
        return (tls ? "mqtts://" : "mqtt://") + host + ":" + port;
    }
}
