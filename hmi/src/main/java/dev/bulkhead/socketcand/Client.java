package dev.bulkhead.socketcand;

import dev.bulkhead.can.CanData;
import dev.bulkhead.can.CanFrame;
import dev.bulkhead.canlog.LogEntry;
import dev.bulkhead.report.Json;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** One connected tool: what it says, and what it hears of the bus that it opened. */
final class Client {
    private static final String HI = "< hi >";
    private static final String OK = "< ok >";
    private static final String COMMANDS = "open, rawmode, send, sendrtr, echo";

    /** Marks an identifier of 29 bits, as Linux does. */
    private static final long EXTENDED = 0x8000_0000L;

    /** No command of the protocol is near as long. */
    private static final int LONGEST_COMMAND = 1000;

    /** What comes right behind the answer to rawmode python-can 4.1 takes for a part of it. */
    static final int SILENT_MS = 500;

    /** Text that may wait for a tool: some ten thousand frames. */
    private static final int MOST_WAITING_BYTES = 1 << 19;

    /** Frames that it has sent and that were not on the bus yet. */
    private static final int MOST_UNDER_WAY = 1000;

    private final Vertx vertx;
    private final NetSocket socket;
    private final List<String> buses;
    private final BiConsumer<String, Consumer<String>> desk;
    private final Runnable lost;
    private final StringBuilder said = new StringBuilder();
    private final List<CanFrame> underWay = new ArrayList<>();
    private long lastPs;
    private int bus = -1;
    private boolean raw;
    private boolean ended;

    /**
     * @param desk takes the body of a command {@code send}, and who waits for its reply
     * @param lost is told of each frame that found no place
     */
    Client(
            Vertx vertx,
            NetSocket socket,
            List<String> buses,
            BiConsumer<String, Consumer<String>> desk,
            Runnable lost) {
        this.vertx = vertx;
        this.socket = socket;
        this.buses = buses;
        this.desk = desk;
        this.lost = lost;
        socket.setWriteQueueMaxSize(MOST_WAITING_BYTES);
        socket.handler(this::heard);
        socket.exceptionHandler(_ -> socket.close());
    }

    void greet() {
        socket.write(HI);
    }

    void end() {
        ended = true;
        socket.end();
    }

    private void heard(Buffer bytes) {
        said.append(bytes.toString(StandardCharsets.US_ASCII));
        for (int end = said.indexOf(">"); end >= 0 && !ended; end = said.indexOf(">")) {
            String command = said.substring(0, end).strip();
            said.delete(0, end + 1);
            if (command.startsWith("<")) {
                obey(command.substring(1).strip().split("\\s+"));
            } else {
                refuse("a command stands in < and >");
            }
        }
        if (said.length() > LONGEST_COMMAND) {
            socket.write(
                    "< error a command is no longer than %d characters >"
                            .formatted(LONGEST_COMMAND));
            end();
        }
    }

    private void obey(String[] words) {
        switch (words[0]) {
            case "open" -> open(words);
            case "rawmode" -> {
                if (bus < 0) {
                    refuseWithoutBus();
                } else {
                    socket.write(OK);
                    int opened = bus;
                    vertx.setTimer(SILENT_MS, _ -> raw |= bus == opened);
                }
            }
            case "echo" -> socket.write("< echo >");
            case "send" ->
                    send(
                            data(words),
                            "send has an identifier, a length from 0 to 8, and so many bytes");
            case "sendrtr" ->
                    send(remote(words), "sendrtr has an identifier and a length from 0 to 8");
            default -> refuse("'" + words[0] + "' is none of " + COMMANDS);
        }
    }

    private void open(String[] words) {
        int wanted = words.length == 2 ? buses.indexOf(words[1]) : -1;
        if (wanted < 0) {
            refuse("the buses are " + String.join(", ", buses));
            return;
        }
        bus = wanted;
        raw = false;
        underWay.clear();
        socket.write(OK);
    }

    /**
     * @param wanted what the command wants, if the frame is none
     */
    private void send(Optional<CanFrame> frame, String wanted) {
        if (bus < 0) {
            refuseWithoutBus();
        } else if (frame.isEmpty()) {
            refuse(wanted);
        } else if (underWay.size() == MOST_UNDER_WAY) {
            refuse("%d frames are under way already".formatted(MOST_UNDER_WAY));
        } else {
            underWay.add(frame.get());
            String body =
                    JsonNodeFactory.instance
                            .objectNode()
                            .put("bus", buses.get(bus))
                            .put("frame", frame.get().toString())
                            .toString();
            desk.accept(body, reply -> answered(frame.get(), reply));
        }
    }

    /** Of {@code send IDENTIFIER LENGTH BYTE…}, all hexadecimal. */
    private static Optional<CanFrame> data(String[] words) {
        try {
            byte[] data = new byte[Integer.parseInt(words[2], 16)];
            if (words.length != 3 + data.length) {
                return Optional.empty();
            }
            for (int i = 0; i < data.length; i++) {
                long value = Long.parseUnsignedLong(words[3 + i], 16);
                if (value != (value & 0xff) && value != (byte) value) {
                    return Optional.empty();
                }
                data[i] = (byte) value;
            }
            return Optional.of(
                    new CanFrame(
                            identifier(words[1]),
                            isExtended(words[1]),
                            false,
                            data.length,
                            CanData.of(data)));
        } catch (IllegalArgumentException
                | NegativeArraySizeException
                | ArrayIndexOutOfBoundsException _) {
            return Optional.empty();
        }
    }

    /** Of {@code sendrtr IDENTIFIER LENGTH}. */
    private static Optional<CanFrame> remote(String[] words) {
        try {
            int dlc = Integer.parseInt(words[2], 16);
            if (words.length != 3 || dlc > CanFrame.MAX_DATA_BYTES) {
                return Optional.empty();
            }
            int identifier = identifier(words[1]);
            return Optional.of(
                    isExtended(words[1])
                            ? CanFrame.extendedRemote(identifier, dlc)
                            : CanFrame.baseRemote(identifier, dlc));
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException _) {
            return Optional.empty();
        }
    }

    /**
     * Without the mark of 29 bits. SavvyCAN writes that mark, and as it takes the number for one of
     * 64 bits with a sign, {@code 98FEF100} is {@code ffffffff98fef100}; so it does with bytes from
     * 80 on. socketcand reads the low bits of what it finds.
     */
    private static int identifier(String word) {
        long value = Long.parseUnsignedLong(word, 16);
        long bits = value == (int) value ? value & 0xffff_ffffL : value;
        long identifier = bits & ~EXTENDED;
        if (identifier > CanFrame.MAX_EXTENDED_IDENTIFIER) {
            throw new IllegalArgumentException("identifier=" + word + ", expected 29 bits");
        }
        return (int) identifier;
    }

    private static boolean isExtended(String word) {
        return word.length() > 3;
    }

    private void answered(CanFrame frame, String reply) {
        JsonNode node = Json.parse(reply);
        if (!node.path("ok").booleanValue()) {
            underWay.remove(frame);
            refuse(node.path("error").asString());
        }
    }

    private void refuseWithoutBus() {
        refuse("open a bus first: one of " + String.join(", ", buses));
    }

    private void refuse(String why) {
        socket.write("< error " + why.replace('<', '(').replace('>', ')') + " >");
    }

    /** Something was on some bus; a node does not hear its own frames. */
    void hear(Passed passed) {
        if (passed.atPs() < lastPs) {
            underWay.clear(); // the twin began anew without them
        }
        lastPs = passed.atPs();
        if (passed.bus() != bus || isOwn(passed)) {
            return;
        }
        if (!raw || !passed.canBeTold()) {
            return;
        }
        if (socket.writeQueueFull()) {
            lost.run();
        } else {
            socket.write(passed.told());
        }
    }

    private boolean isOwn(Passed passed) {
        return !passed.byEcu()
                && passed.content() instanceof LogEntry.Frame(CanFrame frame)
                && underWay.remove(frame);
    }
}
