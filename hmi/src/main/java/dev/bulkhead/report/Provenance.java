package dev.bulkhead.report;

import dev.bulkhead.hart.CostTable;
import dev.bulkhead.kernel.KernelCosts;
import dev.bulkhead.kernel.KernelImage;
import dev.bulkhead.kernel.PartitionImage;
import dev.bulkhead.scenario.Scenario;
import dev.bulkhead.system.LoadedSystem;
import dev.bulkhead.system.Mechanisms;
import dev.bulkhead.trace.Payload;

import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a result came from. Each hash is SHA-256; description and scenario are hashed as they were
 * understood, with what they extend and name, so that a comment changes nothing and a value does.
 *
 * @param tool hash of the program's own classes, see {@link ProgramHash}
 * @param images by partition, as in docs/trace.md
 * @param costs of the tables of cycles, the hart's and the kernel's
 */
public record Provenance(
        String version,
        String tool,
        String system,
        String description,
        String scenario,
        String scenarioHash,
        SortedMap<String, String> images,
        String costs,
        long seed) {

    public Provenance {
        images = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(images));
    }

    /** What a run of {@code system} by {@code scenario} comes from. */
    public static Provenance of(String version, LoadedSystem system, Scenario scenario, long seed) {
        return new Provenance(
                version,
                program(),
                system.description().name(),
                hash(system.description().toString()),
                scenario.name(),
                hash(scenario.toString()),
                images(system),
                hash(CostTable.defaults().rows() + "\n" + KernelCosts.DEFAULTS.rows()),
                seed);
    }

    /** Hash of this program's own classes and resources. */
    public static String program() {
        return ProgramHash.ofThis();
    }

    private static SortedMap<String, String> images(LoadedSystem system) {
        List<PartitionImage> programs = new ArrayList<>();
        system.description()
                .partitions()
                .forEach(
                        p ->
                                programs.add(
                                        PartitionImage.of(
                                                p.name(), system.images().get(p.name()))));
        List<Payload> hashes =
                KernelImage.build(
                                system.description(),
                                programs,
                                KernelCosts.DEFAULTS,
                                Mechanisms.ALL_ON)
                        .imageHashes();
        SortedMap<String, String> named = new TreeMap<>();
        for (int i = 0; i < hashes.size(); i++) {
            named.put(
                    system.description().partitions().get(i).name(),
                    HexFormat.of().formatHex(hashes.get(i).toBytes()));
        }
        return named;
    }

    private static String hash(String text) {
        return HexFormat.of()
                .formatHex(ProgramHash.sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** For a JSON result. */
    public ObjectNode toJson() {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("version", version);
        node.put("toolSha256", tool);
        node.put("system", system);
        node.put("descriptionSha256", description);
        node.put("scenario", scenario);
        node.put("scenarioSha256", scenarioHash);
        ObjectNode programs = node.putObject("imageSha256");
        images.forEach(programs::put);
        node.put("costTableSha256", costs);
        node.put("seed", seed);
        return node;
    }
}
