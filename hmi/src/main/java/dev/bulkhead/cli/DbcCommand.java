package dev.bulkhead.cli;

import dev.bulkhead.certificate.DatabaseTiming;
import dev.bulkhead.dbc.Dbc;
import dev.bulkhead.dbc.DbcFinding;
import dev.bulkhead.dbc.DbcMessage;
import dev.bulkhead.dbc.DbcReader;
import dev.bulkhead.dbc.DbcReading;
import dev.bulkhead.dbc.DbcWriter;
import dev.bulkhead.document.Text;
import dev.bulkhead.input.InputError;
import dev.bulkhead.report.DatabaseTimingReport;
import dev.bulkhead.report.DbcJson;
import dev.bulkhead.report.DbcReport;
import dev.bulkhead.report.Json;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/** Shows, checks, uses and writes a message database. */
@Command(
        name = "dbc",
        description = "A message database (DBC): its messages, what is wrong with it, its frames.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "In the picture of a message's bits [ marks a signal's most significant bit, ]",
            "its least significant one, . a free bit and # one that signals share.",
            "",
            "Exit status: 0 fine, 1 --check found something, a frame has a value that is not",
            "valid or may not be through when it comes again, 2 a mistake in the input.",
            "docs/dbc.md says what is found, docs/timing.md how response times are computed.",
            "",
            "Example: ./twin dbc body.dbc --check",
            "Example: ./twin dbc body.dbc --decode 1A0#0102030405060708",
            "Example: ./twin dbc body.dbc --encode Lamps:Left=On,Level=12.5",
            "Example: ./twin dbc body.dbc --response-times 500000",
        })
final class DbcCommand implements Callable<Integer> {
    private static final int FINDINGS = 1;
    private static final int MOST_BYTES = 64 << 20;

    @Parameters(paramLabel = "FILE", description = "The database.")
    private String input;

    @Option(
            names = "--check",
            description = "Print what is wrong or doubtful instead of the messages.")
    private boolean check;

    @Option(
            names = "--encoding",
            paramLabel = "NAME",
            description =
                    "Of the file's characters, such as GBK; default: UTF-8, UTF-16 if a mark of the"
                            + " byte order says so, else Windows-1252.")
    private String encoding;

    @Option(names = "--strict", description = "Take the first warning for a mistake in the input.")
    private boolean strict;

    @Option(
            names = "--message",
            paramLabel = "NAME",
            split = ",",
            description = "Only these messages.")
    private List<String> names = List.of();

    @Option(names = "--brief", description = "One line a message.")
    private boolean brief;

    @Option(
            names = "--decode",
            paramLabel = "ID#HEX",
            description =
                    "Say what a frame means, written as candump does: three digits of identifier,"
                            + " or eight of an extended one; ## and a digit of flags for CAN FD.")
    private List<String> frames = List.of();

    @Option(
            names = "--encode",
            paramLabel = "MESSAGE:SIGNAL=VALUE,...",
            description = "Print the frame that says so; a value or its name.")
    private List<String> wishes = List.of();

    @Option(
            names = "--response-times",
            paramLabel = "BITRATE[/DATA]",
            converter = BitRatesConverter.class,
            description =
                    "Print how long each message takes at most on a bus of so many bits a second,"
                            + " and in the data phase of CAN FD.")
    private BitRates bitRates;

    @Option(
            names = "--offsets",
            description =
                    "With --response-times: messages of one sender keep the places that"
                            + " GenMsgStartDelayTime says.")
    private boolean offsets;

    @Option(
            names = "--write",
            paramLabel = "FILE",
            description = "Write the database anew, in the encoding in which it was read.")
    private String target;

    @Mixin private JsonOption json;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        InputFile file = new InputFile(input);
        String shown = file.shown();
        byte[] bytes = file.bytes(MOST_BYTES);
        DbcReading reading =
                encoding == null
                        ? DbcReader.readTolerant(shown, bytes)
                        : DbcReader.readTolerant(shown, bytes, charset(encoding));
        if (strict) {
            reading.strict();
        }
        if (offsets && bitRates == null) {
            throw new InputError(
                    "--offsets", "goes with --response-times alone", "add it, or leave this out");
        }
        List<DbcMessage> messages = messages(reading.dbc());
        Optional<DatabaseTiming> timing =
                Optional.ofNullable(bitRates)
                        .map(r -> DatabaseTiming.of(reading.dbc(), r.nominal(), r.data(), offsets));
        List<DbcFrame> decoded = new ArrayList<>();
        List<InputError> mistakes = new ArrayList<>();
        for (String frame : frames) {
            try {
                decoded.add(DbcFrame.read(reading.dbc(), frame));
            } catch (InputError mistake) {
                mistakes.add(mistake);
            }
        }
        List<DbcFrame> encoded = new ArrayList<>();
        for (String wish : wishes) {
            encoded.add(DbcFrame.made(reading.dbc(), wish));
        }
        try (NewFile written = target == null ? null : NewFile.at("--write", target);
                NewFile object = json.apartFrom(written)) {
            if (written != null) {
                Charset charset = Charset.forName(reading.encoding());
                written.stream().write(DbcWriter.write(reading.dbc()).getBytes(charset));
                written.keep();
            }
            PrintWriter out = spec.commandLine().getOut();
            if (!json.isPrinted()) {
                print(reading, messages, decoded, encoded, timing, out);
                out.flush();
            }
            ObjectNode result = result(reading, messages, decoded, encoded);
            timing.ifPresent(it -> responses(it).putTo(result.putObject("responseTimes")));
            json.write(object, out, Json.text(result));
        }
        if (!check) {
            PrintWriter err = spec.commandLine().getErr();
            reading.warnings().forEach(warning -> err.println(DbcReport.finding(shown, warning)));
            err.flush();
        }
        if (!mistakes.isEmpty()) {
            PrintWriter err = spec.commandLine().getErr();
            mistakes.subList(1, mistakes.size()).forEach(each -> err.println(each.getMessage()));
            err.flush();
            throw mistakes.getFirst();
        }
        boolean bad =
                check && !reading.findings().isEmpty()
                        || decoded.stream().anyMatch(DbcFrame::hasComplaints)
                        || timing.isPresent() && !timing.get().fits();
        return bad ? FINDINGS : 0;
    }

    private static Charset charset(String name) {
        try {
            return Charset.forName(name);
        } catch (IllegalArgumentException _) { // of no name and of no charset
            throw new InputError(
                    "--encoding",
                    "there is no encoding " + Text.quote(name),
                    "name one such as UTF-8, windows-1252, GBK or Shift_JIS");
        }
    }

    private List<DbcMessage> messages(Dbc dbc) {
        if (names.isEmpty()) {
            return dbc.messages();
        }
        List<DbcMessage> chosen = new ArrayList<>();
        for (String name : names) {
            chosen.add(DbcFrame.message(dbc, "--message", name));
        }
        return chosen;
    }

    private void print(
            DbcReading reading,
            List<DbcMessage> messages,
            List<DbcFrame> decoded,
            List<DbcFrame> encoded,
            Optional<DatabaseTiming> timing,
            PrintWriter out) {
        for (DbcFrame frame : decoded) {
            DbcReport.frame(frame.message(), frame.decoded()).forEach(out::println);
        }
        encoded.forEach(frame -> out.println(frame.text()));
        timing.ifPresent(it -> responses(it).lines(reading.file()).forEach(out::println));
        if (check) {
            List<DbcFinding> findings = reading.findings();
            findings.forEach(each -> out.println(DbcReport.finding(reading.file(), each)));
            out.println(DbcReport.summary(reading));
        } else if (frames.isEmpty() && encoded.isEmpty() && timing.isEmpty() && target == null) {
            out.println(DbcReport.headline(reading));
            out.println();
            DbcReport.overview(messages).forEach(out::println);
            for (DbcMessage message : brief ? List.<DbcMessage>of() : messages) {
                out.println();
                DbcReport.message(message).forEach(out::println);
            }
        }
    }

    private DatabaseTimingReport responses(DatabaseTiming timing) {
        return new DatabaseTimingReport(timing, bitRates.nominal(), bitRates.data(), offsets);
    }

    private ObjectNode result(
            DbcReading reading,
            List<DbcMessage> messages,
            List<DbcFrame> decoded,
            List<DbcFrame> encoded) {
        ObjectNode result = DbcJson.object(reading, messages);
        ArrayNode read = result.putArray("decoded");
        for (DbcFrame frame : decoded) {
            ObjectNode one = read.addObject().put("frame", frame.text());
            DbcJson.frame(one, frame.message(), frame.decoded());
        }
        ArrayNode made = result.putArray("encoded");
        for (DbcFrame frame : encoded) {
            made.addObject()
                    .put("frame", frame.text())
                    .put("message", frame.message().name())
                    .put("dataHex", HexFormat.of().withUpperCase().formatHex(frame.data()));
        }
        return result;
    }
}
