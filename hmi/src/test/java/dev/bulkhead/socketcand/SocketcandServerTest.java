package dev.bulkhead.socketcand;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.can.CanData;
import dev.bulkhead.can.CanError;
import dev.bulkhead.can.CanFrame;
import dev.bulkhead.can.FrameFormat;
import dev.bulkhead.input.InputError;

import io.vertx.core.Vertx;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** What a tool says and hears, word for word as the protocol of socketcand has it. */
class SocketcandServerTest {
    private static final Vertx VERTX = Vertx.vertx();
    private static final int CHASSIS = 0;
    private static final int BODY = 1;
    private static final int PATIENCE_MS = 20_000;
    private static final CanFrame PROBE = frame(0x7FF);
    private static final String PROBED = "< frame 7FF 0.000000  >";

    private final List<String> commands = Collections.synchronizedList(new ArrayList<>());
    private final List<Tool> tools = new ArrayList<>();
    private volatile String reply = "{\"ok\":true}";
    private SocketcandServer server;

    @BeforeEach
    void start() {
        server =
                SocketcandServer.start(
                        VERTX,
                        "127.0.0.1",
                        0,
                        List.of("chassis", "body"),
                        (name, body) -> {
                            commands.add(name + " " + body);
                            return CompletableFuture.completedFuture(reply);
                        });
    }

    @AfterEach
    void end() throws IOException {
        for (Tool tool : tools) {
            tool.socket.close();
        }
        server.close();
    }

    @AfterAll
    static void endAll() {
        VERTX.close().await();
    }

    /** A connection of somebody else's program. */
    private static final class Tool {
        private final Socket socket;
        private final InputStream in;
        private final OutputStream out;

        Tool(int port) throws IOException {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setSoTimeout(PATIENCE_MS);
            in = socket.getInputStream();
            out = socket.getOutputStream();
        }

        Tool says(String text) throws IOException {
            out.write(text.getBytes(StandardCharsets.US_ASCII));
            out.flush();
            return this;
        }

        /** Whether a frame that says nothing has come. */
        boolean hearsWithin(int ms) throws IOException {
            socket.setSoTimeout(ms);
            try {
                assertEquals(PROBED, next());
                return true;
            } catch (SocketTimeoutException _) {
                return false;
            } finally {
                socket.setSoTimeout(PATIENCE_MS);
            }
        }

        /** The next that says something. */
        String hears() throws IOException {
            String heard = next();
            while (heard.equals(PROBED)) {
                heard = next();
            }
            return heard;
        }

        /** The next word in angle brackets; what stands between two is white space. */
        private String next() throws IOException {
            StringBuilder text = new StringBuilder();
            for (int c = in.read(); c >= 0; c = in.read()) {
                text.append((char) c);
                if (c == '>') {
                    return text.toString().strip();
                }
            }
            return "END" + text;
        }
    }

    private Tool tool() throws IOException {
        Tool tool = new Tool(server.port());
        tools.add(tool);
        assertEquals("< hi >", tool.hears());
        return tool;
    }

    /** One that hears each frame of a bus from now on. */
    private Tool onBus(String bus) throws IOException {
        Tool tool = tool().says("< open " + bus + " >");
        assertEquals("< ok >", tool.hears());
        tool.says("< rawmode >");
        assertEquals("< ok >", tool.hears());
        do { // the bus is silent for a while
            server.sent(List.of("chassis", "body").indexOf(bus), true, PROBE, 0);
        } while (!tool.hearsWithin(Client.SILENT_MS / 10));
        return tool;
    }

    private static CanFrame frame(int identifier, int... bytes) {
        byte[] data = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            data[i] = (byte) bytes[i];
        }
        return CanFrame.base(identifier, CanData.of(data));
    }

    @Nested
    class Hears {
        @Test
        void whatThePythonLibraryReads() throws IOException {
            Tool tool = onBus("body");

            server.sent(BODY, true, frame(0x110, 0x0a, 0xff), 1_234_567_890_123L);
            server.sent(BODY, false, CanFrame.extended(0x18ff00f1, CanData.EMPTY), 1_000_000L);

            assertEquals("< frame 110 1.234567 0AFF >", tool.hears());
            assertEquals("< frame 18FF00F1 0.000001  >", tool.hears());
        }

        @Test
        void itsOwnBusAlone() throws IOException {
            Tool body = onBus("body");
            Tool chassis = onBus("chassis");

            server.sent(CHASSIS, true, frame(1), 0);
            server.sent(BODY, true, frame(2), 0);

            assertEquals("< frame 002 0.000000  >", body.hears());
            assertEquals("< frame 001 0.000000  >", chassis.hears());
        }

        @Test
        void noFdFrameWhichTheProtocolCannotSay() throws IOException {
            Tool tool = onBus("body");

            server.sent(
                    BODY, true, new CanFrame(1, false, FrameFormat.FD, false, 0, CanData.EMPTY), 0);
            server.sent(BODY, true, frame(2), 0);

            assertEquals("< frame 002 0.000000  >", tool.hears());
        }

        /** The words of socketcand's state_raw.c; a length code above 8 stands for 8 bytes. */
        @Test
        void remoteFramesAndErrors() throws IOException {
            Tool tool = onBus("body");

            server.sent(BODY, true, CanFrame.baseRemote(0x12, 4), 1_000_000L);
            server.sent(BODY, true, CanFrame.extendedRemote(0x12, 11), 2_000_000L);
            server.errorFrame(BODY, Optional.of(CanError.STUFF), false, 3_000_000L);
            server.errorFrame(BODY, Optional.of(CanError.ACKNOWLEDGEMENT), true, 4_000_000L);

            assertEquals("< rtr 012 0.000001 4 >", tool.hears());
            assertEquals("< rtr 00000012 0.000002 8 >", tool.hears());
            assertEquals("< error 088 0.000003 >", tool.hears());
            assertEquals("< error 0A8 0.000004 >", tool.hears());
        }

        @Test
        void nothingBeforeItAskedForRawMode() throws IOException {
            Tool tool = tool().says("< open body >");
            assertEquals("< ok >", tool.hears());

            server.sent(BODY, true, frame(1), 0);

            assertEquals("< echo >", tool.says("< echo >").hears());
        }

        @Test
        void theOthersFramesButNotItsOwn() throws IOException {
            Tool one = onBus("body");
            Tool other = onBus("body");

            one.says("< send 123 2 1 ff >< echo >");
            assertEquals("< echo >", one.hears());
            server.sent(BODY, false, frame(0x123, 1, 0xff), 0);
            server.sent(BODY, false, frame(0x123, 1, 0xff), 1_000_000);

            assertEquals("< frame 123 0.000001 01FF >", one.hears(), "that of another node");
            assertEquals("< frame 123 0.000000 01FF >", other.hears());
        }
    }

    @Nested
    class Sends {
        @ParameterizedTest
        @CsvSource({
            "123 0, 123#",
            "7FF 8 1 2 3 4 5 6 7 8, 7FF#0102030405060708",
            "18FF00F1 1 AB, 18FF00F1#AB",
            "00000123 1 0, 00000123#00",
        })
        void aFrameAsACommand(String words, String frame) throws IOException {
            Tool tool = onBus("body");

            assertEquals("< echo >", tool.says("<send " + words + "> < echo >").hears());

            assertEquals(List.of("send {\"bus\":\"body\",\"frame\":\"" + frame + "\"}"), commands);
        }

        /**
         * SavvyCAN's piSendFrame sets bit 31 of a 29-bit identifier in an int and writes that and
         * each signed byte by QString::number(value, 16), which makes 64 bits of it.
         */
        @ParameterizedTest
        @CsvSource({
            "ffffffff98fef100 1 1, 18FEF100#01",
            "98fef100 1 1, 18FEF100#01",
            "ffffffff80000007 0, 00000007#",
            "123 2 1 fffffffffffffffe, 123#01FE",
            "123 1 ffffffffffffff80, 123#80",
        })
        void whatSavvyCanWrites(String words, String frame) throws IOException {
            aFrameAsACommand(words, frame);
        }

        @ParameterizedTest
        @CsvSource({"123 0, 123#R", "123 8, 123#R8", "00000123 4, 00000123#R4"})
        void aRemoteFrameAsACommand(String words, String frame) throws IOException {
            Tool tool = onBus("body");

            assertEquals("< echo >", tool.says("<sendrtr " + words + "> < echo >").hears());

            assertEquals(List.of("send {\"bus\":\"body\",\"frame\":\"" + frame + "\"}"), commands);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "sendrtr",
                    "sendrtr 123",
                    "sendrtr 123 9",
                    "sendrtr 123 -1",
                    "sendrtr 123 1 1",
                    "sendrtr 800 0"
                })
        void noRemoteFrameThatThereIsNot(String words) throws IOException {
            Tool tool = onBus("body");
            assertEquals(
                    "< error sendrtr has an identifier and a length from 0 to 8 >",
                    tool.says("< " + words + " >").hears());
            assertEquals(List.of(), commands);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "send",
                    "send 123",
                    "send 123 9 1 2 3 4 5 6 7 8 9",
                    "send 123 2 1",
                    "send 123 1 1 2",
                    "send 800 0",
                    "send 20000000 0",
                    "send 123 1 100",
                    "send 123 1 ffffffffffffff7f",
                    "send 1ffffffff 0",
                    "send fffffffff8fef100 0",
                    "send 123 -1",
                    "send xyz 0"
                })
        void noFrameThatThereIsNot(String words) throws IOException {
            Tool tool = onBus("body");
            assertEquals(
                    "< error send has an identifier, a length from 0 to 8, and so many bytes >",
                    tool.says("< " + words + " >").hears());
            assertEquals(List.of(), commands);
        }

        @Test
        void whatTheTwinRefusesIsSaid() throws IOException {
            reply =
                    "{\"ok\":false,\"error\":\"command/send: the scenario has ended; send"
                            + " rewind\"}";
            Tool tool = onBus("body").says("< send 123 0 >");

            assertEquals(
                    "< error command/send: the scenario has ended; send rewind >", tool.hears());
            server.sent(BODY, false, frame(0x123), 0);
            assertEquals("< frame 123 0.000000  >", tool.hears(), "it was not its own");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    < open vcan0 >    | < error the buses are chassis, body >
                    < open >          | < error the buses are chassis, body >
                    < rawmode >       | < error open a bus first: one of chassis, body >
                    < send 1 0 >      | < error open a bus first: one of chassis, body >
                    < fdsend 1 4 0 >  | < error 'fdsend' is none of open, rawmode, send, sendrtr, echo >
                    < bcmmode >       | < error 'bcmmode' is none of open, rawmode, send, sendrtr, echo >
                    <>                | < error '' is none of open, rawmode, send, sendrtr, echo >
                    hello>            | < error a command stands in ( and ) >
                    """)
    void aMistakeIsAnsweredWithWhatWouldBeRight(String said, String heard) throws IOException {
        assertEquals(heard, tool().says(said).hears());
    }

    @Test
    void whatHasNoEndIsCutOff() throws IOException {
        Tool tool = tool().says("< open ".repeat(200));
        assertEquals("< error a command is no longer than 1000 characters >", tool.hears());
        assertEquals("END", tool.hears());
    }

    @Test
    void thirtyTwoToolsAtATime() throws IOException {
        for (int i = 0; i < 32; i++) {
            tool();
        }
        Tool more = new Tool(server.port());
        tools.add(more);
        assertEquals("< error 32 tools are connected already >", more.hears());
        assertEquals("END", more.hears());
    }

    @Test
    void aToolThatDoesNotReadKeepsNobodyUp() throws IOException {
        onBus("body"); // and reads no more
        for (int i = 0; server.lost() == 0; i++) {
            assertTrue(i < 10_000_000, "whatever is not read waits somewhere");
            server.sent(BODY, true, frame(0x110, 1, 2, 3, 4, 5, 6, 7, 8), i * 1_000_000L);
        }
        Tool other = onBus("chassis");
        server.sent(CHASSIS, true, frame(1), 7_000_000);
        String heard = other.hears();
        assertEquals("< frame 001 0.000007  >", heard);
    }

    @Test
    void aPortThatIsTakenIsSaid() {
        InputError taken =
                assertThrows(
                        InputError.class,
                        () ->
                                SocketcandServer.start(
                                        VERTX,
                                        "127.0.0.1",
                                        server.port(),
                                        List.of("body"),
                                        (_, _) -> CompletableFuture.completedFuture(reply)));
        assertTrue(taken.getMessage().startsWith("127.0.0.1:"), taken.getMessage());
        assertTrue(
                taken.getMessage().endsWith("choose another --listen or --socketcand"),
                taken.getMessage());
    }
}
