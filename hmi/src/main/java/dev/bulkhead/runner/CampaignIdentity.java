package dev.bulkhead.runner;

import dev.bulkhead.document.Text;
import dev.bulkhead.input.InputError;
import dev.bulkhead.report.Basis;
import dev.bulkhead.report.Provenance;

import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All that determines a campaign's results, by key, as it is kept with them. Results of two
 * campaigns never mix.
 */
public final class CampaignIdentity {
    private CampaignIdentity() {}

    /** Of a campaign that is about to be run. */
    public static SortedMap<String, String> of(CampaignOrder order, Provenance provenance) {
        SortedMap<String, String> identity = new TreeMap<>(order.keys());
        identity.putAll(hashes(provenance));
        return identity;
    }

    /** Of the program, and of all that it read. */
    public static SortedMap<String, String> hashes(Provenance provenance) {
        SortedMap<String, String> hashes = new TreeMap<>();
        hashes.put("tool_version", provenance.version());
        hashes.put("tool_sha256", provenance.tool());
        hashes.put("description_sha256", provenance.description());
        hashes.put("scenario_sha256", provenance.scenarioHash());
        hashes.put("cost_table_sha256", provenance.costs());
        provenance.images().forEach((name, hash) -> hashes.put("image_sha256." + name, hash));
        return hashes;
    }

    /** What else is kept, for who reads the results alone. */
    public static SortedMap<String, String> withBasis(SortedMap<String, String> identity) {
        SortedMap<String, String> campaign = new TreeMap<>(identity);
        campaign.put("assumptions", String.join("\n", Basis.assumptions()));
        campaign.put("known_defects", String.join("\n", Basis.knownDefects()));
        campaign.put("tool_confidence", String.join("\n", Basis.toolConfidence()));
        return campaign;
    }

    /**
     * Refuses to go on with results of another campaign.
     *
     * @param kept what is kept in the folder
     * @throws InputError that names the first key that differs
     */
    public static void check(
            Path folder, SortedMap<String, String> kept, SortedMap<String, String> wanted) {
        for (Map.Entry<String, String> key : wanted.entrySet()) {
            String there = kept.getOrDefault(key.getKey(), "");
            if (!there.equals(key.getValue())) {
                throw new InputError(
                        Text.plain(folder.toString()),
                        "holds another campaign: %s is %s there, %s here"
                                .formatted(key.getKey(), shown(there), shown(key.getValue())),
                        key.getKey().equals("tool_sha256")
                                ? "results of two builds do not mix; begin anew in another folder"
                                : "give the same options, or name another folder by --results");
            }
        }
    }

    private static String shown(String value) {
        return value.isEmpty() ? "nothing" : Text.quote(value);
    }
}
