package dev.bulkhead.cli;

import dev.bulkhead.campaign.Subject;
import dev.bulkhead.document.Text;
import dev.bulkhead.fault.Fault;
import dev.bulkhead.input.InputError;
import dev.bulkhead.partitions.Images;
import dev.bulkhead.partitions.Shipped;
import dev.bulkhead.report.Json;
import dev.bulkhead.report.Provenance;
import dev.bulkhead.results.CampaignStore;
import dev.bulkhead.results.TrialRow;
import dev.bulkhead.runner.CampaignIdentity;
import dev.bulkhead.scenario.Scenario;
import dev.bulkhead.scenario.ScenarioReader;
import dev.bulkhead.system.LoadedSystem;
import dev.bulkhead.system.Mechanisms;
import dev.bulkhead.system.SystemReader;
import dev.bulkhead.twin.Twin;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A trial as its result keeps it: what was run, and the hashes of what that meant then.
 *
 * @param place of the result, for messages
 * @param system as its user named it
 * @param faults in their order, as on the command line
 * @param hashes by the keys of {@link CampaignIdentity#hashes}
 */
record StoredTrial(
        String place,
        String system,
        String scenario,
        String profile,
        List<String> without,
        long seed,
        List<String> faults,
        SortedMap<String, String> hashes) {
    static final String TRIAL = "--trial";

    private static final int MOST_BYTES = 64 << 20;
    private static final String IMAGE = "image_sha256.";

    StoredTrial {
        without = List.copyOf(without);
        faults = List.copyOf(faults);
        hashes = Collections.unmodifiableSortedMap(new TreeMap<>(hashes));
    }

    /**
     * Reads what {@code ./twin inject --json} wrote, or a row of a campaign's folder.
     *
     * @param number of the trial: a campaign's index, or which of the tour's from 1 on
     * @throws InputError if that is no such result, or has no such trial
     */
    static StoredTrial read(String name, OptionalInt number) {
        return isFolder(name) ? ofCampaign(name, number) : ofInject(name, number);
    }

    private static boolean isFolder(String name) {
        try {
            return Files.isDirectory(Path.of(name));
        } catch (InvalidPathException _) {
            return false;
        }
    }

    private static StoredTrial ofCampaign(String name, OptionalInt number) {
        String place = Text.plain(name);
        try (CampaignStore store = CampaignStore.open(Path.of(name))) {
            if (number.isEmpty()) {
                throw new InputError(
                        place,
                        "holds the results of a campaign",
                        "name the trial by its index: " + TRIAL + " N");
            }
            Optional<TrialRow> row = store.trial(number.getAsInt());
            if (row.isEmpty()) {
                throw new InputError(
                        place,
                        "has no trial " + number.getAsInt() + " that was run",
                        "name another index");
            }
            SortedMap<String, String> campaign = store.campaign();
            return new StoredTrial(
                    place,
                    campaign.getOrDefault("system", ""),
                    campaign.getOrDefault("scenario", ""),
                    campaign.getOrDefault("profile", ""),
                    Arrays.stream(campaign.getOrDefault("without", "").split(","))
                            .filter(label -> !label.isEmpty())
                            .toList(),
                    Long.parseLong(campaign.getOrDefault("seed", "1")),
                    List.of(row.get().faults().split(" ")),
                    campaign);
        }
    }

    private static StoredTrial ofInject(String name, OptionalInt number) {
        InputFile file = new InputFile(name);
        byte[] bytes = file.bytes(MOST_BYTES);
        JsonNode root;
        try {
            root = Json.parse(new String(bytes, StandardCharsets.UTF_8));
        } catch (JacksonException _) {
            throw noResult(file);
        }
        JsonNode trial = root;
        if (root.path("trials").isArray()) {
            int count = root.path("trials").size();
            if (number.isEmpty() || number.getAsInt() < 1 || number.getAsInt() > count) {
                throw new InputError(
                        file.shown(),
                        "holds %d trials".formatted(count),
                        "name one: %s 1 to %d".formatted(TRIAL, count));
            }
            trial = root.path("trials").path(number.getAsInt() - 1);
        } else if (number.isPresent()) {
            throw new InputError(
                    TRIAL, "%s holds one trial".formatted(file.shown()), "leave the option out");
        }
        JsonNode provenance = root.path("provenance");
        if (!trial.path("fault").isString() || !provenance.isObject()) {
            throw noResult(file);
        }
        JsonNode named = root.path("named");
        List<String> without = new ArrayList<>();
        trial.path("without").forEach(label -> without.add(label.asString()));
        return new StoredTrial(
                file.shown(),
                named.path("system").asString(provenance.path("system").asString("")),
                named.path("scenario").asString(provenance.path("scenario").asString("")),
                trial.path("profile").asString(""),
                without,
                provenance.path("seed").asLong(1),
                List.of(trial.path("fault").asString().split(" \\+ ")),
                hashes(provenance));
    }

    private static InputError noResult(InputFile file) {
        return new InputError(
                file.shown(),
                "is no result of a trial",
                "name a file that ./twin inject --json wrote, or the folder of a campaign");
    }

    private static SortedMap<String, String> hashes(JsonNode provenance) {
        SortedMap<String, String> hashes = new TreeMap<>();
        hashes.put("tool_version", provenance.path("version").asString(""));
        hashes.put("tool_sha256", provenance.path("toolSha256").asString(""));
        hashes.put("description_sha256", provenance.path("descriptionSha256").asString(""));
        hashes.put("scenario_sha256", provenance.path("scenarioSha256").asString(""));
        hashes.put("cost_table_sha256", provenance.path("costTableSha256").asString(""));
        provenance
                .path("imageSha256")
                .properties()
                .forEach(image -> hashes.put(IMAGE + image.getKey(), image.getValue().asString()));
        return hashes;
    }

    /**
     * The healthy run as it was.
     *
     * @throws InputError if something that the result came from is not here any more
     */
    Subject healthy(Images images) {
        LoadedSystem described =
                new SystemReader(Shipped.descriptions(), images).read(place, system);
        LoadedSystem hosted = described.under(place, profile);
        Scenario drive =
                new ScenarioReader(Shipped.scenarios())
                        .read(place, scenario, described.description());
        requireSame(
                CampaignIdentity.hashes(Provenance.of(Version.number(), described, drive, seed)));
        Mechanisms off =
                new Mechanisms(
                        without.stream().map(label -> Mechanisms.parse(place, label)).toList());
        return new Subject(hosted, drive, new Twin.Settings(off, seed, profile), images::hostile);
    }

    List<Fault> together() {
        return faults.stream().map(text -> Fault.parse(place, text)).toList();
    }

    /** Refuses to show as the result's what another program, system or drive would do. */
    private void requireSame(SortedMap<String, String> here) {
        for (Map.Entry<String, String> each : here.entrySet()) {
            if (!each.getValue().equals(hashes.get(each.getKey()))) {
                boolean tool = each.getKey().startsWith("tool_");
                throw new InputError(
                        place,
                        "came from another %s than there is here".formatted(what(each.getKey())),
                        tool
                                ? "trace it with the build that made it, or run the fault again"
                                : "put back what it came from, or run the fault again");
            }
        }
    }

    private String what(String key) {
        return switch (key) {
            case "tool_version", "tool_sha256" -> "build of the program";
            case "description_sha256" -> "description '%s'".formatted(Text.plain(system));
            case "scenario_sha256" -> "scenario '%s'".formatted(Text.plain(scenario));
            case "cost_table_sha256" -> "table of costs";
            default -> "image '%s'".formatted(key.substring(IMAGE.length()));
        };
    }
}
