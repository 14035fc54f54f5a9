package dev.bulkhead.fault;

import dev.bulkhead.document.Text;
import dev.bulkhead.fault.Effect.Disturbed;
import dev.bulkhead.fault.Effect.Exchanged;
import dev.bulkhead.fault.Effect.Operator;
import dev.bulkhead.fault.Effect.Replacement;
import dev.bulkhead.fault.Effect.Wired;
import dev.bulkhead.input.InputError;
import dev.bulkhead.time.SimTime;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** Reads the one-line grammar of faults. */
final class FaultParser {
    private static final String FORM =
            "write TARGET:KIND[=ARGUMENTS][@WHEN][;ecc=off], such as"
                    + " infotainment:wild-store=braking@2s";
    private static final int MOST_BIT = 63;
    private static final int MOST_PPM = 100_000;
    private static final String ECC = ";ecc=";

    private final String place;
    private final String text;

    FaultParser(String place, String text) {
        this.place = place;
        this.text = text.strip();
    }

    Fault parse() {
        String rest = text;
        boolean eccOff = false;
        int ecc = rest.indexOf(';');
        if (ecc >= 0) {
            eccOff = eccOff(rest.substring(ecc));
            rest = rest.substring(0, ecc);
        }
        int colon = rest.indexOf(':');
        if (colon <= 0) {
            throw error(Text.quote(text) + " is no fault", FORM);
        }
        String target = rest.substring(0, colon);
        rest = rest.substring(colon + 1);
        int at = rest.indexOf('@');
        When when = at < 0 ? new When.Unsaid() : when(rest.substring(at + 1));
        String what = at < 0 ? rest : rest.substring(0, at);
        int equals = what.indexOf('=');
        String kind = equals < 0 ? what : what.substring(0, equals);
        String arguments = equals < 0 ? "" : what.substring(equals + 1);
        return new Fault(target, effect(kind(kind), arguments), when, eccOff);
    }

    private boolean eccOff(String suffix) {
        return switch (suffix) {
            case ECC + "off" -> true;
            case ECC + "on" -> false;
            default ->
                    throw error(
                            "unknown suffix " + Text.quote(suffix),
                            "write ;ecc=off or leave it out");
        };
    }

    private FaultKind kind(String name) {
        return Arrays.stream(FaultKind.values())
                .filter(kind -> kind.label().equals(name))
                .findFirst()
                .orElseThrow(
                        () ->
                                error(
                                        "unknown kind of fault " + Text.quote(name),
                                        Text.remedyFor(
                                                name,
                                                Arrays.stream(FaultKind.values())
                                                        .map(FaultKind::label)
                                                        .toList())));
    }

    private Effect effect(FaultKind kind, String arguments) {
        return switch (kind) {
            case FLIP -> flip(kind, arguments, 1);
            case FLIP2 -> flip(kind, arguments, 2);
            case STUCK -> stuck(kind, arguments);
            case SKIP -> bare(kind, arguments, new Effect.Skip());
            case REPEAT -> bare(kind, arguments, new Effect.Repeat());
            case INTERRUPT_LOST -> interrupt(kind, arguments, Disturbed.LOST);
            case INTERRUPT_DELAYED ->
                    new Effect.Interrupt(Disturbed.DELAYED, positive(kind, arguments));
            case INTERRUPT_DOUBLED -> interrupt(kind, arguments, Disturbed.DOUBLED);
            case INTERRUPT_SPURIOUS -> interrupt(kind, arguments, Disturbed.SPURIOUS);
            case CLOCK_DRIFT -> drift(kind, arguments);
            case WRONG_WORD -> wrongWord(kind, arguments);
            case WILD_STORE -> new Effect.Wild(true, one(kind, arguments));
            case WILD_LOAD -> new Effect.Wild(false, one(kind, arguments));
            case JUMP -> new Effect.Jump(one(kind, arguments));
            case ILLEGAL_INSTRUCTION -> replaced(kind, arguments, Replacement.ILLEGAL_INSTRUCTION);
            case PRIVILEGED_INSTRUCTION ->
                    replaced(kind, arguments, Replacement.PRIVILEGED_INSTRUCTION);
            case STACK_OVERFLOW -> replaced(kind, arguments, Replacement.STACK_OVERFLOW);
            case LOOP -> replaced(kind, arguments, Replacement.LOOP);
            case LOOP_MASKED -> replaced(kind, arguments, Replacement.LOOP_MASKED);
            case MUTATE -> mutate(kind, arguments);
            case DUPLICATE -> new Effect.Exchange(Exchanged.DUPLICATE, positive(kind, arguments));
            case DELAY -> new Effect.Exchange(Exchanged.DELAY, positive(kind, arguments));
            case BLOCK -> new Effect.Exchange(Exchanged.BLOCK, positive(kind, arguments));
            case LOSE -> bare(kind, arguments, new Effect.Exchange(Exchanged.LOSE));
            case REORDER -> bare(kind, arguments, new Effect.Exchange(Exchanged.REORDER));
            case CORRUPT -> new Effect.Exchange(Exchanged.CORRUPT, "", messageBit(kind, arguments));
            case MASQUERADE -> new Effect.Exchange(Exchanged.MASQUERADE, one(kind, arguments), -1);
            case ASYMMETRIC -> asymmetric(kind, arguments);
            case INSERT, SPOOF -> sent(kind, arguments);
            case REPLAY -> replay(kind, arguments);
            case DIAGNOSE -> diagnose(kind, arguments);
            case BABBLE ->
                    new Effect.Exchange(
                            Exchanged.BABBLE,
                            arguments.isEmpty() ? SimTime.ZERO : positive(kind, arguments));
            case WIRE_FLIP -> wireFlip(kind, arguments);
            case WIRE_STUCK -> held(Wired.STUCK, kind, arguments);
            case WIRE_DRIVER -> held(Wired.DRIVER, kind, arguments);
            case WIRE_BURST -> burst(kind, arguments);
            case WIRE_OPEN ->
                    new Effect.Wire(Wired.OPEN, "", 0, 1, false, positive(kind, arguments));
            case WIRE_CLOCK ->
                    new Effect.Wire(Wired.CLOCK, "", ppm(kind, arguments), 1, false, SimTime.ZERO);
            case WIRE_DRIFT -> wireDrift(kind, arguments);
            case WIRE_OVERLOAD ->
                    new Effect.Wire(Wired.OVERLOAD, "", 0, 1, false, positive(kind, arguments));
            case WIRE_ACKNOWLEDGE ->
                    new Effect.Wire(Wired.ACKNOWLEDGE, "", 0, 1, false, positive(kind, arguments));
            case HOSTILE -> hostile(kind, arguments);
            case REWRITTEN -> new Effect.Rewritten(hostile(kind, arguments));
        };
    }

    private Effect bare(FaultKind kind, String arguments, Effect effect) {
        if (!arguments.isEmpty()) {
            throw misuse(kind, arguments);
        }
        return effect;
    }

    private Effect interrupt(FaultKind kind, String arguments, Disturbed how) {
        return bare(kind, arguments, new Effect.Interrupt(how, SimTime.ZERO));
    }

    private Effect replaced(FaultKind kind, String arguments, Replacement by) {
        return bare(kind, arguments, new Effect.Replaced(by));
    }

    private String one(FaultKind kind, String arguments) {
        if (arguments.isEmpty() || arguments.contains(",")) {
            throw misuse(kind, arguments);
        }
        return arguments;
    }

    private Effect flip(FaultKind kind, String arguments, int width) {
        String[] bitPlace = bitPlace(kind, arguments, arguments);
        int bit = Integer.parseInt(bitPlace[1]);
        if (bit + width - 1 > MOST_BIT) {
            throw misuse(kind, arguments);
        }
        return new Effect.Flip(bitPlace[0], bit, width);
    }

    private Effect stuck(FaultKind kind, String arguments) {
        String[] parts = parts(kind, arguments, 2);
        String[] bitPlace = bitPlace(kind, arguments, parts[0]);
        if (!parts[1].equals("0") && !parts[1].equals("1")) {
            throw misuse(kind, arguments);
        }
        return new Effect.Stuck(
                bitPlace[0], Integer.parseInt(bitPlace[1]), Integer.parseInt(parts[1]));
    }

    /** What stands before the last dot, and the number of a bit behind it. */
    private String[] bitPlace(FaultKind kind, String arguments, String written) {
        int dot = written.lastIndexOf('.');
        String bit = written.substring(dot + 1);
        if (dot <= 0 || !bit.matches("\\d{1,2}") || Integer.parseInt(bit) > MOST_BIT) {
            throw misuse(kind, arguments);
        }
        return new String[] {written.substring(0, dot), bit};
    }

    private SimTime positive(FaultKind kind, String arguments) {
        return SimTime.parse(arguments)
                .filter(time -> time.ps() > 0)
                .orElseThrow(() -> misuse(kind, arguments));
    }

    private Effect drift(FaultKind kind, String arguments) {
        return new Effect.ClockDrift(ppm(kind, arguments));
    }

    private int ppm(FaultKind kind, String arguments) {
        if (!arguments.matches("-?\\d{1,6}ppm")) {
            throw misuse(kind, arguments);
        }
        int ppm = Integer.parseInt(arguments.substring(0, arguments.length() - 3));
        if (ppm == 0 || Math.abs(ppm) > MOST_PPM) {
            throw error(
                    Text.quote(arguments) + " is no drift",
                    "write one of 1 to 100000 ppm, or less than 0 for a slow clock");
        }
        return ppm;
    }

    private Effect wireFlip(FaultKind kind, String arguments) {
        String[] parts = arguments.split(",", -1);
        boolean counted = parts.length > 1;
        if (parts.length > 3
                || !parts[0].matches("\\d{1,3}")
                || counted && !parts[1].matches("[1-9]\\d{0,5}")
                || parts.length == 3 && parts[2].isEmpty()) {
            throw misuse(kind, arguments);
        }
        return new Effect.Wire(
                Wired.FLIP,
                parts.length == 3 ? parts[2] : "",
                Integer.parseInt(parts[0]),
                counted ? Integer.parseInt(parts[1]) : 1,
                false,
                SimTime.ZERO);
    }

    private Effect held(Wired how, FaultKind kind, String arguments) {
        String[] parts = parts(kind, arguments, 2);
        boolean dominant = parts[0].equals("dominant");
        if (!dominant && !parts[0].equals("recessive")) {
            throw misuse(kind, arguments);
        }
        return new Effect.Wire(how, "", 0, 1, dominant, positive(kind, parts[1]));
    }

    private Effect wireDrift(FaultKind kind, String arguments) {
        String[] parts = parts(kind, arguments, 2);
        int ppm = ppm(kind, parts[0]);
        return new Effect.Wire(Wired.DRIFT, "", ppm, 1, false, positive(kind, parts[1]));
    }

    private Effect burst(FaultKind kind, String arguments) {
        String[] parts = arguments.split(",", -1);
        boolean seeded = parts.length == 3 && parts[2].matches(Effect.SEED + "\\d{1,9}");
        if (parts.length != (seeded ? 3 : 2) || !parts[0].matches("[1-9]\\d{0,2}|1000")) {
            throw misuse(kind, arguments);
        }
        return new Effect.Wire(
                Wired.BURST,
                "",
                Integer.parseInt(parts[0]),
                seeded ? Integer.parseInt(parts[2].substring(Effect.SEED.length())) : 1,
                false,
                positive(kind, parts[1]));
    }

    private Effect wrongWord(FaultKind kind, String arguments) {
        String[] parts = parts(kind, arguments, 2);
        int addressed = address(kind, arguments, parts[0]);
        int reached = address(kind, arguments, parts[1]);
        if ((addressed & 3) != 0 || (reached & 3) != 0 || addressed == reached) {
            throw error(
                    Text.quote(arguments) + " does not name two words",
                    "write two different multiples of 4");
        }
        return new Effect.WrongWord(addressed, reached);
    }

    /** A bit of a message, counted from bit 0 of byte 0. */
    private int messageBit(FaultKind kind, String arguments) {
        if (!arguments.matches("\\d{1,3}\\.[0-7]")) {
            throw misuse(kind, arguments);
        }
        int dot = arguments.indexOf('.');
        return Integer.parseInt(arguments.substring(0, dot)) * Byte.SIZE
                + Integer.parseInt(arguments.substring(dot + 1));
    }

    private Effect asymmetric(FaultKind kind, String arguments) {
        int comma = arguments.indexOf(',');
        String receiver = comma < 0 ? arguments : arguments.substring(0, comma);
        if (receiver.isEmpty()) {
            throw misuse(kind, arguments);
        }
        int bit = comma < 0 ? -1 : messageBit(kind, arguments.substring(comma + 1));
        return new Effect.Exchange(Exchanged.ASYMMETRIC, receiver, bit);
    }

    private Effect sent(FaultKind kind, String arguments) {
        String[] parts = arguments.split(",", -1);
        boolean spoof = kind == FaultKind.SPOOF;
        if (!spoof && arguments.isEmpty()) {
            return new Effect.Exchange(Exchanged.INSERT);
        }
        boolean forged = spoof && parts.length == 3 && parts[2].equals("e2e");
        boolean complete = parts.length == (forged ? 3 : spoof ? 2 : 1);
        if (!complete || !parts[0].matches("([0-9a-fA-F]{2})+")) {
            throw misuse(kind, arguments);
        }
        return new Effect.Exchange(
                spoof ? Exchanged.SPOOF : Exchanged.INSERT,
                spoof ? positive(kind, parts[1]) : SimTime.ZERO,
                "",
                -1,
                parts[0].toLowerCase(Locale.ROOT),
                forged,
                0);
    }

    private Effect replay(FaultKind kind, String arguments) {
        String[] parts = parts(kind, arguments, 2);
        if (!parts[0].matches("[1-9]\\d{0,3}")) {
            throw misuse(kind, arguments);
        }
        int count = Integer.parseInt(parts[0]);
        SimTime after = positive(kind, parts[1]);
        return new Effect.Exchange(Exchanged.REPLAY, after, "", -1, "", false, count);
    }

    private Effect diagnose(FaultKind kind, String arguments) {
        String[] parts = parts(kind, arguments, 2);
        if (!parts[0].matches("([0-9a-fA-F]{2}){1,4095}")) {
            throw misuse(kind, arguments);
        }
        String bytes = parts[0].toLowerCase(Locale.ROOT);
        SimTime each = positive(kind, parts[1]);
        return new Effect.Exchange(Exchanged.DIAGNOSE, each, "", -1, bytes, false, 0);
    }

    private Effect mutate(FaultKind kind, String arguments) {
        String[] parts = arguments.split(",", -1);
        List<String> labels = Arrays.stream(Operator.values()).map(Operator::label).toList();
        if (!labels.contains(parts[0])) {
            throw error(
                    "unknown operator " + Text.quote(parts[0]), Text.remedyFor(parts[0], labels));
        }
        if (parts.length > 2 || parts.length == 2 && !parts[1].matches("\\d{1,18}")) {
            throw misuse(kind, arguments);
        }
        return new Effect.Mutate(
                Operator.values()[labels.indexOf(parts[0])],
                parts.length == 2 ? Long.parseLong(parts[1]) : 1);
    }

    private Effect.Hostile hostile(FaultKind kind, String arguments) {
        List<String> parts = new ArrayList<>(List.of(arguments.split(",", -1)));
        List<String> labels = Arrays.stream(Attack.values()).map(Attack::label).toList();
        if (!labels.contains(parts.getFirst())) {
            throw error(
                    "unknown attack " + Text.quote(parts.getFirst()),
                    Text.remedyFor(parts.getFirst(), labels));
        }
        Attack attack = Attack.values()[labels.indexOf(parts.removeFirst())];
        long seed = 1;
        if (!parts.isEmpty() && parts.getLast().matches(Effect.SEED + "\\d{1,9}")) {
            seed = Long.parseLong(parts.removeLast().substring(Effect.SEED.length()));
        }
        if (parts.size() > 1 || parts.contains("")) {
            throw misuse(kind, arguments);
        }
        if (!parts.isEmpty() && attack.aim() == Attack.Aim.NOTHING) {
            throw error("'" + attack.label() + "' takes no target", "leave it out");
        }
        return new Effect.Hostile(attack, parts.isEmpty() ? "" : parts.getFirst(), seed);
    }

    private String[] parts(FaultKind kind, String arguments, int count) {
        String[] parts = arguments.split(",", -1);
        if (parts.length != count) {
            throw misuse(kind, arguments);
        }
        return parts;
    }

    private int address(FaultKind kind, String arguments, String written) {
        return Addresses.number(written).orElseThrow(() -> misuse(kind, arguments));
    }

    private When when(String written) {
        int colon = written.indexOf(':');
        String kind = colon < 0 ? written : written.substring(0, colon);
        String rest = colon < 0 ? "" : written.substring(colon + 1);
        Function<String, Optional<When>> reader =
                switch (kind) {
                    case "cycle" -> this::cycle;
                    case "exec" -> this::executed;
                    case "line" -> this::line;
                    case "read" -> where -> accessed(false, where);
                    case "write" -> where -> accessed(true, where);
                    case "window" -> this::window;
                    case "message" -> this::message;
                    case "boot" -> where -> where.isEmpty() ? some(new When.Boot()) : none();
                    case "restart" ->
                            where -> where.isEmpty() ? none() : some(new When.Restart(where));
                    default -> _ -> SimTime.parse(written).map(When.AtTime::new);
                };
        return reader.apply(rest)
                .orElseThrow(
                        () ->
                                error(
                                        Text.quote(written) + " is no moment",
                                        "write a time, cycle:N, exec:SYMBOL#N, line:FILE:LINE#N,"
                                                + " read:ADDRESS#N, write:ADDRESS#N,"
                                                + " window:PARTITION#N, message:BUS/ID#N, boot or"
                                                + " restart:PARTITION"));
    }

    private Optional<When> cycle(String written) {
        return written.matches("\\d{1,18}")
                ? some(new When.AtCycle(Long.parseLong(written)))
                : none();
    }

    private record Counted(String what, long count) {}

    private Optional<Counted> counted(String written) {
        int hash = written.lastIndexOf('#');
        if (hash < 0) {
            return written.isEmpty() ? Optional.empty() : Optional.of(new Counted(written, 1));
        }
        String count = written.substring(hash + 1);
        boolean good = hash > 0 && count.matches("[1-9]\\d{0,17}");
        return good
                ? Optional.of(new Counted(written.substring(0, hash), Long.parseLong(count)))
                : Optional.empty();
    }

    private Optional<When> executed(String written) {
        return counted(written).map(c -> new When.Executed(c.what(), c.count()));
    }

    private Optional<When> accessed(boolean write, String written) {
        return counted(written).map(c -> new When.Accessed(write, c.what(), c.count()));
    }

    private Optional<When> window(String written) {
        return counted(written).map(c -> new When.Window(c.what(), c.count()));
    }

    private Optional<When> line(String written) {
        return counted(written)
                .flatMap(
                        c -> {
                            int colon = c.what().lastIndexOf(':');
                            String line = c.what().substring(colon + 1);
                            return colon > 0 && line.matches("[1-9]\\d{0,6}")
                                    ? some(
                                            new When.Line(
                                                    c.what().substring(0, colon),
                                                    Integer.parseInt(line),
                                                    c.count()))
                                    : none();
                        });
    }

    private Optional<When> message(String written) {
        return counted(written)
                .flatMap(
                        c -> {
                            int slash = c.what().indexOf('/');
                            if (slash <= 0) {
                                return none();
                            }
                            String bus = c.what().substring(0, slash);
                            return When.Message.identifier(c.what().substring(slash + 1))
                                    .map(id -> new When.Message(bus, id, c.count()));
                        });
    }

    private static Optional<When> some(When when) {
        return Optional.of(when);
    }

    private static Optional<When> none() {
        return Optional.empty();
    }

    private InputError misuse(FaultKind kind, String arguments) {
        List<String> remedy = new ArrayList<>();
        remedy.add("write " + kind.syntax());
        remedy.add("such as " + kind.example());
        return error(
                arguments.isEmpty()
                        ? "'" + kind.label() + "' lacks its argument"
                        : Text.quote(arguments) + " does not fit '" + kind.label() + "'",
                String.join(", ", remedy));
    }

    private InputError error(String what, String remedy) {
        return new InputError(place, what, remedy);
    }
}
