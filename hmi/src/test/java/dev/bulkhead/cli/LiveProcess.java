package dev.bulkhead.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PipedReader;
import java.io.PipedWriter;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code ./twin live} in a thread, on ports of its own unless told otherwise. */
public final class LiveProcess implements AutoCloseable {
    private static final Pattern PLACE = Pattern.compile("(\\w+)://[^:]+:(\\d+)");

    private final StringWriter errors = new StringWriter();
    private final Thread thread;
    private final String pageScheme;
    private final int webPort;
    private final int mqttPort;
    private int status = -1;

    private LiveProcess(List<String> args) throws IOException {
        PipedWriter output = new PipedWriter();
        BufferedReader said = new BufferedReader(new PipedReader(output));
        thread =
                Thread.ofPlatform()
                        .name("live")
                        .start(
                                () -> {
                                    try (PrintWriter out = new PrintWriter(output, true)) {
                                        status =
                                                Main.run(
                                                        Main.command(),
                                                        out,
                                                        new PrintWriter(errors, true),
                                                        args.toArray(String[]::new));
                                    }
                                });
        Matcher page = said(said);
        pageScheme = page.group(1);
        webPort = Integer.parseInt(page.group(2));
        mqttPort = Integer.parseInt(said(said).group(2));
    }

    /** Starts one and waits until it listens. */
    public static LiveProcess start(String... options) throws IOException {
        return startOn(0, 0, options);
    }

    public static LiveProcess startOn(int webPort, int mqttPort, String... options)
            throws IOException {
        List<String> args = new ArrayList<>(List.of("live"));
        args.addAll(List.of("--web-port", "" + webPort, "--mqtt-port", "" + mqttPort));
        args.addAll(List.of(options));
        return new LiveProcess(args);
    }

    private Matcher said(BufferedReader said) throws IOException {
        String line = said.readLine();
        Matcher place = PLACE.matcher(String.valueOf(line));
        if (!place.find()) {
            throw new IllegalStateException("it said " + line + errors);
        }
        return place;
    }

    public int webPort() {
        return webPort;
    }

    public int mqttPort() {
        return mqttPort;
    }

    public String pageUrl() {
        return pageScheme + "://localhost:" + webPort + "/";
    }

    public String errors() {
        return errors.toString();
    }

    /** Ends it as Ctrl-C does, and waits until it has closed everything. */
    public int end() {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        return status;
    }

    @Override
    public void close() {
        int _ = end();
    }
}
