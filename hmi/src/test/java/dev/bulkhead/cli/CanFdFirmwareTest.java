package dev.bulkhead.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.can.CanFrame;
import dev.bulkhead.canlog.LogEntry;
import dev.bulkhead.canlog.Recording;
import dev.bulkhead.report.Json;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/**
 * Compiled firmware on a bus of 500 kbit/s and 2 Mbit/s: a neighbour sends 64 bytes every 10 ms,
 * and the firmware answers with their complement in an FD frame that switches the bit rate, with 48
 * of them in one of 29 bits that does not, and with 8 of them in a classic one.
 */
class CanFdFirmwareTest {
    private static final String FIRMWARE =
            """
            #include <drivers/can_fd_controller.h>
            #include <microkit.h>

            #define CHANNEL_SUPERVISION 0U
            #define CHANNEL_CONTROLLER 1U

            uintptr_t can_base __attribute__((section(".data"))) = 0;
            static can_fd_controller can;

            static void answer(can_fd_frame *frame)
            {
                for (uint32_t i = 0; i < frame->length; i++) {
                    frame->bytes[i] = (uint8_t)~frame->bytes[i];
                }
                frame->identifier = 0x301U;
                (void)can_fd_controller_send(&can, frame);
                frame->identifier = 0x18ff1234U;
                frame->extended = true;
                frame->kind = CAN_FD;
                frame->length = 48U;
                (void)can_fd_controller_send(&can, frame);
                frame->identifier = 0x302U;
                frame->extended = false;
                frame->kind = CAN_CLASSIC;
                (void)can_fd_controller_send(&can, frame); /* refused: no classic frame has 48 bytes */
                frame->length = 8U;
                (void)can_fd_controller_send(&can, frame);
            }

            void init(void)
            {
                can_fd_setup setup = {
                    .base = can_base, .nominal = CAN_NOMINAL_500_KBIT, .data = CAN_DATA_2_MBIT};
                (void)can_fd_controller_start(&can, &setup);
            }

            void notified(microkit_channel ch)
            {
                can_fd_frame frame;
                if (ch == CHANNEL_SUPERVISION) {
                    can_controller_supervise(&can.controller);
                    return;
                }
                while (can_fd_controller_receive(&can, &frame)) {
                    if (frame.kind == CAN_FD_BIT_RATE_SWITCH && frame.length == CAN_FD_FRAME_BYTES) {
                        answer(&frame);
                    }
                }
                can_controller_handle_interrupt(&can.controller);
                microkit_irq_ack(ch);
            }
            """;

    private static final String DATABASE =
            """
            VERSION ""
            NS_ :
            BS_:
            BU_: Lidar Ear
            BO_ 512 Cloud: 64 Lidar
             SG_ Near : 0|8@1+ (1,0) [0|255] "" Ear
             SG_ Far : 504|8@1+ (1,0) [0|255] "" Ear
            BO_ 769 Answer: 64 Vector__XXX
             SG_ NotNear : 0|8@1+ (1,0) [0|255] "" Ear
            BA_DEF_ BO_ "VFrameFormat" ENUM "StandardCAN","StandardCAN_FD";
            BA_DEF_DEF_ "VFrameFormat" "StandardCAN";
            BA_ "VFrameFormat" BO_ 512 1;
            BA_ "VFrameFormat" BO_ 769 1;
            """;

    private static final String SYSTEM =
            """
            system: fast
            board:
              devices:
                - { name: can0, kind: ctu-can-fd, bus: fast }
            schedule:
              major_frame_us: 1000
              start_us: 20000
              padding_us: 40
              windows:
                - { start_us: 0, duration_us: 1000, partitions: [driver] }
            partitions:
              - name: driver
                level: QM
                image: FOLDER
                priority: 100
                budget_us: 900
                period_us: 1000
                memory: { base: 0x80100000, size: 0x10000, stack: 0x1000 }
                maps: [{ target: can0, access: rw, setvar: can_base }]
                interrupts: [{ device: can0, channel: 1 }]
                timers: [{ channel: 0, period_us: 5000, offset_us: 0 }]
                health:
                  memory: restart
                  illegal-instruction: restart
                  misaligned: restart
                  breakpoint: restart
                  unknown-call: restart
                  deadline-missed: log
                  application: log
                  restart_limit: 3
                  restart_within_us: 1000000
            buses:
              - name: fast
                bitrate: 500000
                data_bitrate: 2000000
                dbc: fast.dbc
                nodes:
                  - { name: Lidar, kind: periodic-sender, message: Cloud, period_us: 10000, offset_us: 5000,
                      signals: [{ name: Near, value: 18 }, { name: Far, value: 52 }] }
                  - { name: Ear, kind: listener, messages: [Answer] }
            """;

    private static final String CLOUD = "12" + "00".repeat(62) + "34";
    private static final String COMPLEMENT = "ED" + "FF".repeat(62) + "CB";

    @TempDir private Path folder;
    private String system;

    @BeforeEach
    void anEcuWithADriverOfCanFd() throws IOException {
        Path firmware = Files.createDirectory(folder.resolve("driver"));
        Files.writeString(firmware.resolve("main.c"), FIRMWARE);
        Files.writeString(folder.resolve("fast.dbc"), DATABASE);
        Path file = folder.resolve("fast.yaml");
        Files.writeString(file, SYSTEM.replace("FOLDER", firmware.toString()));
        system = file.toString();
    }

    private static JsonNode twin(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int status =
                Main.run(Main.command(), new PrintWriter(out), new PrintWriter(err), arguments);
        assertEquals(0, status, err.toString());
        return Json.parse(out.toString());
    }

    private List<CanFrame> frames(String file) throws IOException {
        List<CanFrame> frames = new ArrayList<>();
        try (InputStream in = Files.newInputStream(folder.resolve(file))) {
            Recording.of(file, in)
                    .read(entry -> frames.add(((LogEntry.Frame) entry.content()).frame()));
        }
        return frames;
    }

    private String path(String name) {
        return folder.resolve(name).toString();
    }

    /** Held back, sent again or under another's name, a long frame keeps its form. */
    @ParameterizedTest
    @CsvSource({
        "fast/0x200:delay=3ms@20ms, 200##1",
        "fast/0x200:duplicate=3ms@20ms, 200##1",
        "fast/0x200:reorder@20ms, 200##1",
        "fast/0x302:masquerade=Cloud@20ms, 302##1",
    })
    void aFaultOfTheExchangePutsOneMoreLongFrameOnTheBus(String fault, String head)
            throws IOException {
        String[] run = {"trace", "cruise", "--system", system, "--for", "80ms", "--json", "-"};
        twin(with(run, "--to", path("healthy.csv")));
        twin(with(run, "--to", path("faulty.csv"), "--fault", fault));

        assertEquals(
                count(frames("healthy.csv"), head + CLOUD) + 1,
                count(frames("faulty.csv"), head + CLOUD));
    }

    private static String[] with(String[] run, String... more) {
        return Stream.concat(Arrays.stream(run), Arrays.stream(more)).toArray(String[]::new);
    }

    private static long count(List<CanFrame> frames, String text) {
        return frames.stream().filter(frame -> frame.toString().equals(text)).count();
    }

    @Test
    void sendsAndReceivesFramesOf64BytesAndEachRecordingHasThem() throws IOException {
        List<String> files = List.of("r.log", "r.asc", "r.blf", "r.pcapng", "r.csv");
        String to = String.join(",", files.stream().map(this::path).toList());
        twin("trace", "cruise", "--system", system, "--for", "80ms", "--to", to, "--json", "-");

        List<String> round =
                List.of(
                        "200##1" + CLOUD,
                        "301##1" + COMPLEMENT,
                        "18FF1234##0" + COMPLEMENT.substring(0, 96),
                        "302#" + COMPLEMENT.substring(0, 16));
        List<CanFrame> exact = frames("r.csv");
        List<String> expected = new ArrayList<>(Collections.nCopies(2, round.getFirst()));
        for (int i = 0; i < 6; i++) {
            expected.addAll(round);
        }
        assertEquals(
                expected,
                exact.stream().map(CanFrame::toString).toList(),
                "at 5 and 15 ms the firmware does not run yet, from 25 to 75 ms it answers");
        for (String file : files) {
            assertEquals(exact, frames(file), file);
        }
    }

    /** The neighbour's frames drive the twin at their times, with their form. */
    @Test
    void aRecordingDrivesTheTwinAndNothingDiffers() throws IOException {
        twin(
                "trace",
                "cruise",
                "--system",
                system,
                "--for",
                "200ms",
                "--to",
                path("r.csv"),
                "--json",
                "-");
        List<Long> times = new ArrayList<>();
        try (InputStream in = Files.newInputStream(folder.resolve("r.csv"))) {
            Recording.of("r.csv", in).read(entry -> times.add(entry.atNs()));
        }
        Path map =
                Files.writeString(
                        folder.resolve("map.yaml"),
                        """
                        shadow: fast
                        clock: { begins_at: %s ms, drift_ppm: 0 }
                        buses:
                          - name: fast
                            channel: fast
                            ecu: twin
                            inputs: [Cloud]
                            outputs: [{ name: Answer, within: 10 us }]
                        """
                                .formatted(BigDecimal.valueOf(times.getFirst(), 6)));
        JsonNode result =
                twin(
                        "shadow",
                        path("r.csv"),
                        "--map",
                        map.toString(),
                        "--system",
                        system,
                        "--json",
                        "-");
        assertEquals(0, result.path("valuesDiffering").asInt(), result::toString);
        assertEquals(20, result.path("inputs").path(0).path("frames").asInt(), "5 ms to 195 ms");
        assertEquals(18, result.path("outputs").path(0).path("frames").asInt(), "from 25 ms");
        assertEquals(18, result.path("outputs").path(0).path("paired").asInt());
    }

    private List<String> errors(String file, String fault) throws IOException {
        twin(
                "trace",
                "cruise",
                "--system",
                system,
                "--for",
                "40ms",
                "--fault",
                fault,
                "--to",
                path(file),
                "--json",
                "-");
        List<String> errors = new ArrayList<>();
        try (InputStream in = Files.newInputStream(folder.resolve(file))) {
            Recording.of(file, in)
                    .read(
                            entry -> {
                                if (entry.content()
                                        instanceof LogEntry.ErrorFrame(int signalled, var detail)) {
                                    errors.add("%02x %s".formatted(signalled, detail));
                                }
                            });
        }
        return errors;
    }

    @Test
    void aBitErrorOfTheSenderIsAnErrorFrameOfTheRecording() throws IOException {
        String flip = "fast/Cloud:wire-flip=200@30ms";
        for (String file : List.of("e.log", "e.pcapng", "e.blf", "e.csv")) {
            assertEquals(List.of("88 0000810000000000"), errors(file, flip), file);
        }
        assertEquals(List.of("80 0000000000000000"), errors("e.asc", flip), "has no class");
    }

    @Test
    void soAreOverloadFrames() throws IOException {
        List<String> errors = errors("o.csv", "fast/Ear:wire-overload=10ms@30ms");
        assertEquals(Collections.nCopies(8, "88 0000200000000000"), errors, "two a frame");
    }

    @Test
    void bothLevelsOfTheBusGiveTheSameTrace() {
        String[] run = {
            "run", "cruise", "--system", system, "--for", "60ms", "--json", "-", "--bus-level", ""
        };
        run[run.length - 1] = "frame";
        JsonNode frames = twin(run);
        run[run.length - 1] = "bit";
        JsonNode bits = twin(run);
        assertEquals(frames.path("traceHash"), bits.path("traceHash"));
        assertTrue(frames.path("buses").path("fast").path("frames").asLong() >= 12);
    }
}
