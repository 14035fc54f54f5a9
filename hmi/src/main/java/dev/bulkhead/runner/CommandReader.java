package dev.bulkhead.runner;

import dev.bulkhead.campaign.Population;
import dev.bulkhead.canlog.FrameText;
import dev.bulkhead.document.Text;
import dev.bulkhead.fault.Fault;
import dev.bulkhead.input.InputError;
import dev.bulkhead.system.KernelProfile;
import dev.bulkhead.system.Mechanisms;
import dev.bulkhead.time.SimTime;

import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/** Reads commands as docs/telemetry.md has them. Each mistake is one line with its remedy. */
final class CommandReader {
    static final Set<String> NAMES =
            new TreeSet<>(
                    List.of(
                            "pedal",
                            "inject",
                            "restart",
                            "send",
                            "pause",
                            "resume",
                            "step",
                            "pace",
                            "snapshot",
                            "screenshot",
                            "rewind",
                            "experiment",
                            "campaign"));

    /** Of a campaign beside a live twin: each fault of a plan is held in memory until the end. */
    static final int MOST_FAULTS = 10_000;

    private static final int MOST_OFF = 32;

    private static final double LEAST_PACE = 0.001;
    private static final double MOST_PACE = 1000;
    private static final double MOST_STEP_MS = 60_000;
    private static final int MOST_CHARACTERS = 10_000;
    private static final JsonMapper MAPPER =
            JsonMapper.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    private final String name;
    private final JsonNode body;

    private CommandReader(String name, JsonNode body) {
        this.name = name;
        this.body = body;
    }

    /**
     * @throws InputError if it is none; the place is {@code command/<name>}
     */
    static Command read(String name, String body) {
        if (!NAMES.contains(name)) {
            throw new InputError(
                    "command/" + Text.plain(name),
                    "no such command",
                    Text.remedyFor(name, new ArrayList<>(NAMES)));
        }
        return new CommandReader(name, object(name, body)).command();
    }

    /** A JSON object as it came. */
    static JsonNode object(String name, String body) {
        if (body.length() > MOST_CHARACTERS) {
            throw new InputError(
                    "command/" + name,
                    "is longer than " + MOST_CHARACTERS + " characters",
                    "send less");
        }
        try {
            JsonNode node = MAPPER.readTree(body.isBlank() ? "{}" : body);
            if (node.isObject()) {
                return node;
            }
        } catch (JacksonException _) {
            // told below
        }
        throw new InputError("command/" + name, "is no JSON object", "send one, such as {}");
    }

    private Command command() {
        return switch (name) {
            case "pedal" -> pedal();
            case "inject" -> {
                only("fault", "atS");
                yield new Command.Inject(fault(), at());
            }
            case "restart" -> {
                only("partition", "atS");
                yield new Command.Restart(text("partition"), at());
            }
            case "send" -> {
                only("bus", "frame", "atS");
                yield new Command.Send(
                        text("bus"), FrameText.frame("command/" + name, text("frame")), at());
            }
            case "pause" -> plain(new Command.Pause());
            case "resume" -> plain(new Command.Resume());
            case "step" -> {
                only("ms");
                double ms = number("ms", 0.001, MOST_STEP_MS);
                yield new Command.Step(new SimTime(Math.round(ms * SimTime.PS_PER_MS)));
            }
            case "pace" -> {
                only("factor");
                boolean free = body.has("factor") && body.get("factor").isNull();
                yield new Command.SetPace(
                        free
                                ? OptionalDouble.empty()
                                : OptionalDouble.of(number("factor", LEAST_PACE, MOST_PACE)));
            }
            case "snapshot" -> plain(new Command.TakeSnapshot());
            case "screenshot" -> plain(new Command.TakeScreenshot());
            case "rewind" -> {
                only("scenario", "snapshot");
                yield rewind();
            }
            case "experiment" -> experiment();
            case "campaign" -> campaign();
            default -> throw new IllegalStateException(name);
        };
    }

    private Command pedal() {
        only("positionPercent", "release", "atS");
        boolean release = body.has("release");
        if (release == body.has("positionPercent")) {
            throw error("needs positionPercent or release", "send one of them");
        }
        if (release) {
            flag("release");
            return new Command.Pedal(OptionalDouble.empty(), at());
        }
        return new Command.Pedal(OptionalDouble.of(number("positionPercent", 0, 100)), at());
    }

    private Command rewind() {
        if (!body.has("snapshot")) {
            return new Command.Rewind(optionalText("scenario"));
        }
        flag("snapshot");
        only("snapshot");
        return new Command.RewindToSnapshot();
    }

    private Command experiment() {
        only("fault", "profiles", "scenario", "cancel");
        if (body.has("cancel")) {
            flag("cancel");
            only("cancel");
            return new Command.CancelExperiment();
        }
        List<String> profiles = new ArrayList<>();
        JsonNode listed = body.path("profiles");
        if (listed.isMissingNode()) {
            profiles.add(KernelProfile.MICROKERNEL);
        } else if (!listed.isArray() || listed.isEmpty() || listed.size() > 16) {
            throw error(
                    "profiles is no list of 1 to 16 names", "send one, such as [\"microkernel\"]");
        }
        for (JsonNode each : listed) {
            if (!each.isString() || each.stringValue().isBlank()) {
                throw error("profiles holds what is no name", "send names of kernel profiles");
            }
            if (profiles.contains(each.stringValue())) {
                throw error(
                        "profiles names " + Text.quote(each.stringValue()) + " twice",
                        "name each once");
            }
            profiles.add(each.stringValue());
        }
        return new Command.Experiment(fault(), profiles, optionalText("scenario"));
    }

    private Command campaign() {
        only("population", "faults", "seed", "scenario", "profile", "without", "stop");
        if (body.has("stop")) {
            flag("stop");
            only("stop");
            return new Command.StopCampaign();
        }
        return new Command.Campaign(
                new CampaignOrder.Part(
                        optionalText("population").map(this::population),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        body.has("faults") ? OptionalInt.of(faults()) : OptionalInt.empty(),
                        body.has("seed") ? OptionalLong.of(seed()) : OptionalLong.empty(),
                        optionalText("scenario"),
                        Optional.empty(),
                        optionalText("profile"),
                        body.has("without") ? Optional.of(off()) : Optional.empty(),
                        Optional.empty(),
                        Optional.empty()));
    }

    private Population population(String text) {
        for (Population each : Population.values()) {
            if (each.label().equals(text)) {
                return each;
            }
        }
        throw error("population " + Text.quote(text) + " is none of a, b, c", "send one of them");
    }

    private int faults() {
        JsonNode node = body.path("faults");
        if (!node.isIntegralNumber() || node.bigIntegerValue().signum() < 1) {
            throw error("faults is no whole number from 1 on", "send one, at most " + MOST_FAULTS);
        }
        if (!node.canConvertToInt() || node.intValue() > MOST_FAULTS) {
            throw error(
                    "faults is above %d, the most beside a live twin".formatted(MOST_FAULTS),
                    "send fewer, or run ./twin campaign, which has no limit");
        }
        return node.intValue();
    }

    private long seed() {
        JsonNode node = body.path("seed");
        if (!node.isIntegralNumber() || !node.canConvertToLong()) {
            throw error("seed is no whole number of 64 bits", "send one, such as 1");
        }
        return node.longValue();
    }

    private Mechanisms off() {
        JsonNode listed = body.path("without");
        if (!listed.isArray() || listed.size() > MOST_OFF) {
            throw error(
                    "without is no list of at most %d names".formatted(MOST_OFF),
                    "send one, such as [\"pmp\"]");
        }
        List<Mechanisms.Off> off = new ArrayList<>();
        for (JsonNode each : listed) {
            if (!each.isString()) {
                throw error("without holds what is no name", "send names of mechanisms");
            }
            off.add(Mechanisms.parse("command/" + name, each.stringValue()));
        }
        return new Mechanisms(off);
    }

    private Command plain(Command command) {
        only();
        return command;
    }

    private Fault fault() {
        return Fault.parse("command/" + name, text("fault"));
    }

    private Optional<SimTime> at() {
        if (!body.has("atS")) {
            return Optional.empty();
        }
        BigDecimal ps = BigDecimal.valueOf(number("atS", 0, 1e6)).movePointRight(12);
        return Optional.of(new SimTime(ps.longValue()));
    }

    private void only(String... allowed) {
        List<String> known = Arrays.asList(allowed);
        for (String key : body.propertyNames()) {
            if (!known.contains(key)) {
                throw error(
                        "has no field " + Text.quote(key),
                        known.isEmpty() ? "send {}" : Text.remedyFor(key, known));
            }
        }
    }

    private void flag(String key) {
        if (!body.path(key).isBoolean() || !body.path(key).booleanValue()) {
            throw error(key + " is not true", "send true or leave it out");
        }
    }

    private Optional<String> optionalText(String key) {
        return body.has(key) ? Optional.of(text(key)) : Optional.empty();
    }

    private String text(String key) {
        JsonNode node = body.path(key);
        boolean oneLine =
                node.isString()
                        && !node.stringValue().isBlank()
                        && node.stringValue().lines().count() == 1;
        if (!oneLine) {
            throw error(key + " is no line of text", "send it as a string");
        }
        return node.stringValue();
    }

    private double number(String key, double least, double most) {
        JsonNode node = body.path(key);
        double value = node.isNumber() ? node.doubleValue() : Double.NaN;
        if (!(value >= least && value <= most)) {
            throw error(
                    "%s is no number from %s to %s".formatted(key, plain(least), plain(most)),
                    "send one");
        }
        return value;
    }

    private static String plain(double limit) {
        return BigDecimal.valueOf(limit).stripTrailingZeros().toPlainString();
    }

    private InputError error(String what, String remedy) {
        return new InputError("command/" + name, what, remedy);
    }
}
