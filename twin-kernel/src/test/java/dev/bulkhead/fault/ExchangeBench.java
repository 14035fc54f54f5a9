package dev.bulkhead.fault;

import static dev.bulkhead.testing.Asm.*;

import dev.bulkhead.document.DiskFile;
import dev.bulkhead.document.DocumentSource;
import dev.bulkhead.document.TextFile;
import dev.bulkhead.scenario.Scenario;
import dev.bulkhead.scenario.ScenarioReader;
import dev.bulkhead.system.LoadedSystem;
import dev.bulkhead.system.SystemDescription.Partition;
import dev.bulkhead.system.SystemReader;
import dev.bulkhead.testing.Asm;
import dev.bulkhead.testing.ElfBuilder;
import dev.bulkhead.time.SimTime;
import dev.bulkhead.trace.Payload;
import dev.bulkhead.trace.TraceRecord;
import dev.bulkhead.trace.TraceRecord.*;
import dev.bulkhead.twin.Twin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Partitions that exchange messages in frames of 1 ms. In the frame that begins at N ms + 1 ms,
 * {@code sender} sends N: into sampling port {@code numbers}, queuing port {@code row}, by a
 * notification to {@code receiver}, and N + 1000 into sampling port {@code others}; it notifies
 * {@code other} in frame 10 only. From 200 µs on {@code receiver} takes what came, from 450 µs on
 * {@code other} reads {@code numbers}; from 650 µs on {@code client} calls {@code server} with N,
 * which replies N + 100.
 *
 * <p>On bus {@code can} node {@code Talker} sends {@code Count} (0x100, protected, 8 bytes) every
 * 10 ms from 5 ms on and {@code Stranger} sends {@code Plain} (0x200, one byte, 0x2a) every 10 ms
 * from 7 ms on; {@code First} and {@code Second} listen to both.
 */
final class ExchangeBench {
    private static final int DATA = 0x4000;
    private static final int BUFFER = DATA + 0x400;
    private static final int SPECIAL = 10;

    private static final String DBC =
            """
            VERSION "1"

            NS_ :

            BS_:

            BU_: Talker Stranger First Second

            BO_ 256 Count: 8 Talker
             SG_ E2E_CRC : 0|8@1+ (1,0) [0|255] "" First
             SG_ E2E_Counter : 8|4@1+ (1,0) [0|14] "" First
             SG_ Value : 16|8@1+ (1,0) [0|255] "" First

            BO_ 512 Plain: 1 Stranger
             SG_ Word : 0|8@1+ (1,0) [0|255] "" First

            BA_DEF_ BO_ "E2EDataId" INT 0 65535;
            BA_DEF_DEF_ "E2EDataId" 0;
            BA_ "E2EDataId" BO_ 256 291;
            """;

    private static final String SYSTEM =
            """
            system: exchange-bench
            board:
              devices:
                - { name: watchdog0, kind: window-watchdog }
            schedule:
              major_frame_us: 1000
              start_us: 2000
              padding_us: 50
              watchdog: watchdog0
              windows:
                - { start_us: 0, duration_us: 200, partitions: [sender] }
                - { start_us: 200, duration_us: 250, partitions: [receiver] }
                - { start_us: 450, duration_us: 200, partitions: [other] }
                - { start_us: 650, duration_us: 350, partitions: [client, server] }
            partitions:
              - name: sender
                level: QM
                image: sender
                priority: 100
                budget_us: 200
                period_us: 1000
                memory: { base: 0x80100000, size: 0x20000, stack: 0x2000 }
                timers: [{ channel: 0, period_us: 1000, offset_us: 0 }]
                health: &restart
                  memory: restart
                  illegal-instruction: restart
                  misaligned: restart
                  breakpoint: restart
                  unknown-call: restart
                  deadline-missed: log
                  application: log
                  restart_limit: 3
                  restart_within_us: 1000000
              - name: receiver
                level: QM
                image: receiver
                priority: 100
                budget_us: 250
                period_us: 1000
                memory: { base: 0x80200000, size: 0x20000, stack: 0x2000 }
                timers: [{ channel: 0, period_us: 1000, offset_us: 200 }]
                health: *restart
              - name: other
                level: QM
                image: other
                priority: 100
                budget_us: 200
                period_us: 1000
                memory: { base: 0x80300000, size: 0x20000, stack: 0x2000 }
                timers: [{ channel: 0, period_us: 1000, offset_us: 450 }]
                health: *restart
              - name: client
                level: QM
                image: client
                priority: 100
                budget_us: 300
                period_us: 1000
                memory: { base: 0x80400000, size: 0x20000, stack: 0x2000 }
                timers: [{ channel: 0, period_us: 1000, offset_us: 650 }]
                health: *restart
              - name: server
                level: QM
                image: server
                priority: 120
                budget_us: 300
                period_us: 1000
                memory: { base: 0x80500000, size: 0x20000, stack: 0x2000 }
                health: *restart
            channels:
              - { a: { partition: sender, id: 1 }, b: { partition: receiver, id: 1 } }
              - { a: { partition: sender, id: 2 }, b: { partition: other, id: 2 } }
              - { a: { partition: client, id: 1 }, b: { partition: server, id: 1 }, call: true }
            ports:
              - name: numbers
                size: 8
                refresh_us: 1000
                writer: { partition: sender, id: 0 }
                readers: [{ partition: receiver, id: 0 }, { partition: other, id: 0 }]
              - name: others
                size: 8
                refresh_us: 1000
                writer: { partition: sender, id: 2 }
                readers: [{ partition: other, id: 2 }]
            queues:
              - name: row
                size: 8
                depth: 4
                sender: { partition: sender, id: 1 }
                receiver: { partition: receiver, id: 1 }
            buses:
              - name: can
                bitrate: 500000
                dbc: DATABASE
                nodes:
                  - { name: Talker, kind: periodic-sender, message: Count, period_us: 10000, offset_us: 5000 }
                  - { name: Stranger, kind: periodic-sender, message: Plain, period_us: 10000, offset_us: 7000,
                      signals: [{ name: Word, value: 42 }] }
                  - { name: First, kind: listener, messages: [Count, Plain] }
                  - { name: Second, kind: listener, messages: [Count, Plain] }
            """;

    private static final String SCENARIO =
            """
            scenario: bench
            duration: 200 ms
            vehicle: { speed_kmh: 50 }
            road: [{ from_m: 0, surface: dry }]
            """;

    private final List<TraceRecord> records = new ArrayList<>();
    private final LoadedSystem system;
    private final Scenario scenario;
    private Twin twin;

    ExchangeBench(Path folder) {
        String database = folder.resolve("bench.dbc").toString();
        try {
            Files.writeString(Path.of(database), DBC);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var beside = new DiskFile(folder.resolve("bench.yaml"));
        system =
                new SystemReader(DocumentSource.NONE, (Partition p) -> image(p))
                        .read(
                                TextFile.of(
                                        "bench.yaml",
                                        SYSTEM.replace("DATABASE", database),
                                        beside));
        scenario =
                new ScenarioReader(DocumentSource.NONE)
                        .read(TextFile.of("run.yaml", SCENARIO, beside), system.description());
        again();
    }

    /** Starts anew. */
    ExchangeBench again() {
        records.clear();
        twin = new Twin(system, scenario, Twin.Settings.SHIPPED, records::add);
        return this;
    }

    private static byte[] image(Partition partition) {
        Consumer<Asm> program =
                switch (partition.name()) {
                    case "sender" -> ExchangeBench::send;
                    case "receiver" -> ExchangeBench::receive;
                    case "other" -> ExchangeBench::read;
                    case "client" -> ExchangeBench::ask;
                    default -> ExchangeBench::answer;
                };
        int base = partition.base();
        Asm code = new Asm(base);
        code.li(S0, base + DATA);
        program.accept(code);
        byte[] text = code.bytes();
        ElfBuilder elf = new ElfBuilder().entry(base);
        elf.segment(base, text, text.length, 5).segment(base + DATA, new byte[0], 0x1000, 6);
        elf.symbol("__bulkhead_ipc", base + DATA);
        elf.function("program", base, text.length);
        return elf.build();
    }

    private static Asm call(Asm code, int number, int a0) {
        return code.li(A0, a0).li(A7, number).ecall();
    }

    private static void buffered(Asm code, int number, int id) {
        code.addi(A1, S0, BUFFER - DATA).li(A2, 8);
        call(code, number, id);
    }

    private static void send(Asm code) {
        code.li(S1, 0).label("loop");
        call(code, 0, 0);
        code.addi(S1, S1, 1).sw(S1, BUFFER - DATA, S0);
        buffered(code, 5, 0);
        buffered(code, 10, 1);
        call(code, 2, 1);
        code.addi(T0, S1, 1000).sw(T0, BUFFER - DATA, S0);
        buffered(code, 5, 2);
        code.li(T0, SPECIAL).bne(S1, T0, "loop");
        call(code, 2, 2);
        code.j("loop");
    }

    private static void receive(Asm code) {
        code.label("loop");
        call(code, 0, 0);
        buffered(code, 6, 0);
        code.label("more");
        buffered(code, 11, 1);
        code.beq(A0, 0, "more").j("loop");
    }

    private static void read(Asm code) {
        code.label("loop");
        call(code, 0, 0);
        buffered(code, 6, 0);
        code.j("loop");
    }

    private static void ask(Asm code) {
        code.li(S1, 0).label("loop");
        call(code, 0, 0);
        code.addi(S1, S1, 1).sw(S1, 0, S0).li(A1, 1);
        call(code, 3, 1);
        code.j("loop");
    }

    private static void answer(Asm code) {
        call(code, 0, 0);
        code.label("loop").lw(T0, 0, S0).addi(T0, T0, 100).sw(T0, 0, S0).li(A2, 1);
        call(code, 1, 0);
        code.j("loop");
    }

    Injection arm(String fault) {
        return Injection.arm(twin, Fault.parse("--fault", fault), "--fault");
    }

    ExchangeBench until(String time) {
        twin.runUntil(SimTime.parse(time).orElseThrow());
        return this;
    }

    /** Arms a fault and runs to 17 ms, the end of frame 15. */
    Injection run(String fault) {
        Injection injection = arm(fault);
        until("17ms");
        return injection;
    }

    Twin twin() {
        return twin;
    }

    List<TraceRecord> records() {
        return records;
    }

    /** The first words of what {@code of} finds in the records of frames 9 to 12. */
    List<Integer> words(Function<TraceRecord, List<Payload>> of) {
        return records.stream()
                .filter(r -> frame(r) >= 9 && frame(r) <= 12)
                .flatMap(r -> of.apply(r).stream())
                .map(ExchangeBench::word)
                .toList();
    }

    /** Frame N begins at N + 1 ms. */
    static long frame(TraceRecord r) {
        return r.atPs() / SimTime.ofMs(1).ps() - 1;
    }

    static int word(Payload p) {
        return p.at(0) | p.at(1) << 8;
    }

    /** What a partition reads from port {@code numbers}. */
    List<Integer> reads(int partition) {
        return words(
                r ->
                        r instanceof PortRead p && p.partition() == partition && p.port() == 0
                                ? List.of(p.message())
                                : List.of());
    }

    /** What {@code receiver} takes from queue {@code row}. */
    List<Integer> row() {
        return words(r -> r instanceof QueueReceived q ? List.of(q.message()) : List.of());
    }

    /** What comes to {@code server}. */
    List<Integer> asked() {
        return words(r -> r instanceof CallTaken c ? List.of(c.message()) : List.of());
    }

    /** What comes back to {@code client}. */
    List<Integer> answered() {
        return words(r -> r instanceof CallReturned c ? List.of(c.message()) : List.of());
    }

    /** In which frames a partition takes a notification of a channel. */
    List<Long> notified(int partition, int channel) {
        return records.stream()
                .filter(r -> r instanceof NotificationsTaken t && t.partition() == partition)
                .filter(r -> (((NotificationsTaken) r).bits() >>> channel & 1) != 0)
                .map(ExchangeBench::frame)
                .filter(f -> f >= 9 && f <= 12)
                .toList();
    }

    /**
     * What a node makes of message {@code Count} up to now: the counters of those accepted, and
     * {@code !} with the result of the check of those rejected.
     */
    List<String> heard(int node) {
        List<String> heard = new ArrayList<>();
        for (TraceRecord record : records) {
            if (record instanceof MessageAccepted m
                    && m.node() == node
                    && m.identifier() == 0x100) {
                heard.add(Integer.toString(m.message().at(1) & 0xf));
            } else if (record instanceof MessageRejected m
                    && m.node() == node
                    && m.identifier() == 0x100) {
                heard.add("!" + m.reason());
            }
        }
        return heard;
    }

    /** {@code time in ms, identifier} of the frames sent on the bus. */
    List<String> sent() {
        return records.stream()
                .filter(FrameSent.class::isInstance)
                .map(FrameSent.class::cast)
                .map(
                        f ->
                                f.atPs() / SimTime.ofMs(1).ps()
                                        + " "
                                        + Integer.toHexString(f.identifier()))
                .toList();
    }
}
