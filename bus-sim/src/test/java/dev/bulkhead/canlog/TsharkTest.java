package dev.bulkhead.canlog;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bulkhead.can.CanFrame;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Wireshark's tshark reads what we write, and we read what it writes, frame for frame. */
class TsharkTest {
    private static final Program TEXT2PCAP =
            new Program(Path.of("/usr/bin/text2pcap"), "wireshark-common");

    private static final List<String> FIELDS =
            List.of(
                    "frame.time_epoch",
                    "frame.interface_name",
                    "frame.packet_flags_direction",
                    "can.flags.err",
                    "can.flags.rtr",
                    "frame.number",
                    "can.id",
                    "can.flags.xtd",
                    "can.len",
                    "canfd.flags.brs",
                    "canfd.flags.esi",
                    "data.data",
                    "can.err.tx_timeout",
                    "can.err.lostarb",
                    "can.err.ctrl",
                    "can.err.prot",
                    "can.err.trx",
                    "can.err.ack",
                    "can.err.busoff",
                    "can.err.buserror",
                    "can.err.restarted",
                    "can.err.prot.type.bit",
                    "can.err.prot.type.form",
                    "can.err.prot.type.stuff",
                    "can.err.prot.type.bit0",
                    "can.err.prot.type.bit1",
                    "can.err.prot.type.overload",
                    "can.err.prot.type.active",
                    "can.err.prot.type.tx",
                    "can.err.prot.location");

    @TempDir private Path folder;

    @BeforeEach
    void isThere() {
        Program.TSHARK.mustBeThere(Program.TSHARK.file());
    }

    /** As {@link Entries#line} has it; the protocol that guesses at frames of length 0 is off. */
    private List<String> theyRead(Path file) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(
                        List.of("-r", file.toString(), "-T", "fields", "-E", "separator=;"));
        command.addAll(List.of("--disable-protocol", "autosar-nm"));
        FIELDS.forEach(field -> command.addAll(List.of("-e", field)));
        String out = Program.TSHARK.output("", command.toArray(String[]::new));
        return out.lines().map(line -> line(line.split(";", -1))).toList();
    }

    private static String line(String[] f) {
        String time = f[0].replace(".", "");
        String head =
                time + " " + f[1].replaceAll("\\D", "") + (f[2].endsWith("2") ? " tx" : " rx");
        if (f[3].equals("1")) {
            int kind = bits(f, 21);
            long place = f[29].isEmpty() ? 0 : Long.decode(f[29]);
            return "%s error %X 0 8 0 0 0000%02X%02X00000000"
                    .formatted(head, bits(f, 12), kind, place);
        }
        boolean fd = !f[9].isEmpty();
        boolean remote = f[4].equals("1");
        String kind = fd ? "fd" : remote ? "remote" : "data";
        int length = Integer.parseInt(f[8]);
        String data = remote || f[11].isEmpty() ? "-" : f[11].toUpperCase(Locale.ROOT);
        return "%s %s %X %s %d %s %s %s"
                .formatted(
                        head,
                        kind,
                        Long.decode(f[6]),
                        f[7],
                        fd ? CanFrame.fdDlc(length) : length,
                        fd ? f[9] : "0",
                        fd ? f[10] : "0",
                        data);
    }

    /** Eight flags, the least significant first. */
    private static int bits(String[] fields, int from) {
        int bits = 0;
        for (int bit = 0; bit < 8; bit++) {
            bits |= fields[from + bit].equals("1") ? 1 << bit : 0;
        }
        return bits;
    }

    private static List<LogEntry> everything() {
        List<LogEntry> all = new ArrayList<>(Entries.classic());
        all.addAll(Entries.remote());
        all.addAll(Entries.fd());
        all.addAll(Entries.errors());
        return all;
    }

    private static List<String> lines(List<LogEntry> entries) {
        return entries.stream().map(Entries::line).toList();
    }

    private Path theyWrite(Path from) throws IOException, InterruptedException {
        Path to = folder.resolve("theirs.pcapng");
        Program.TSHARK.output("", "-r", from.toString(), "-w", to.toString(), "-F", "pcapng");
        return to;
    }

    @Test
    void itReadsOurPcapng() throws IOException, InterruptedException {
        Path file = Entries.write(LogFormat.PCAPNG, folder.resolve("o.pcapng"), everything());

        assertEquals(lines(everything()), theyRead(file));
    }

    @Test
    void weReadItsPcapng() throws IOException, InterruptedException {
        Path ours = Entries.write(LogFormat.PCAPNG, folder.resolve("o.pcapng"), everything());

        assertEquals(everything(), Entries.read(theyWrite(ours)).whole());
    }

    /** Its reader of candump keeps no channel, and a line with a mark of direction ends it. */
    @Test
    void weReadWhatItMakesOfOurCandump() throws IOException, InterruptedException {
        Path ours = Entries.write(LogFormat.CANDUMP, folder.resolve("o.log"), everything());
        List<String> expected =
                lines(Entries.unmarked(everything())).stream()
                        .map(line -> line.replaceFirst(" \\d rx ", " 0 rx "))
                        .toList();
        Entries.Read read = Entries.read(theyWrite(ours));

        read.whole();
        assertEquals(expected, read.lines());
    }

    /** Version 4.0 has no FD mark and no errors in what it makes of BLF. */
    @Test
    void itReadsClassicFramesOfOurBlf() throws IOException, InterruptedException {
        List<LogEntry> entries = new ArrayList<>(Entries.classic());
        entries.addAll(Entries.remote());
        Path ours = Entries.write(LogFormat.BLF, folder.resolve("o.blf"), entries);
        List<String> expected =
                lines(entries).stream().map(line -> line.replaceFirst(" \\d [rt]x", "")).toList();

        assertEquals(
                expected,
                theyRead(ours).stream().map(l -> l.replaceFirst(" \\d* [rt]x", "")).toList());
    }

    @Test
    void itReadsIdentifiersAndBytesOfFdFramesOfOurBlf() throws IOException, InterruptedException {
        Path ours = Entries.write(LogFormat.BLF, folder.resolve("o.blf"), Entries.fd());

        assertEquals(
                lines(Entries.fd()).stream().map(TsharkTest::identifierAndBytes).toList(),
                theyRead(ours.toAbsolutePath()).stream()
                        .map(TsharkTest::identifierAndBytes)
                        .toList());
    }

    private static String identifierAndBytes(String line) {
        String[] words = line.split(" ");
        return words[4] + " " + words[9];
    }

    /** Bytes by hand from struct can_frame and canfd_frame, the identifier in network order. */
    @Test
    void weReadFramesWrittenByHand() throws IOException, InterruptedException {
        TEXT2PCAP.mustBeThere(TEXT2PCAP.file());
        Path dump = folder.resolve("dump.txt");
        Files.writeString(
                dump,
                """
                0000 00 00 01 23 02 00 00 00 AA BB 00 00 00 00 00 00

                0000 92 34 56 78 08 00 00 0F 01 02 03 04 05 06 07 08

                0000 40 00 07 FF 04 00 00 00 00 00 00 00 00 00 00 00

                0000 20 00 00 04 08 00 00 00 00 04 00 00 00 00 60 10

                0000 00 00 01 23 0C 07 00 00 01 02 03 04 05 06 07 08
                0010 09 0A 0B 0C
                """);
        Path file = folder.resolve("hand.pcapng");
        TEXT2PCAP.output("", "-q", "-l", "227", "-t", "%s", dump.toString(), file.toString());

        List<String> withoutTime =
                Entries.read(file).lines().stream()
                        .map(line -> line.replaceFirst("^\\d+ \\d ", ""))
                        .toList();
        assertEquals(
                List.of(
                        "rx data 123 0 2 0 0 AABB",
                        "rx data 12345678 1 15 0 0 0102030405060708",
                        "rx remote 7FF 0 4 0 0 -",
                        "rx error 4 0 8 0 0 0004000000006010",
                        "rx fd 123 0 9 1 1 0102030405060708090A0B0C"),
                withoutTime);
    }
}
