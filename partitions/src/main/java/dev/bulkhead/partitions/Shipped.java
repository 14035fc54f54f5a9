package dev.bulkhead.partitions;

import dev.bulkhead.document.DocumentSource;
import dev.bulkhead.document.ResourceFile;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** What ships, by name: system descriptions and scenarios. Their images are {@link Images}. */
public final class Shipped {
    /** The description that is used when none is named. */
    public static final String REFERENCE = "reference";

    /** The same system with budgets and priorities, but without windows inside the frame. */
    public static final String BUDGET = "reference-budget";

    private static final String FOLDER = "/dev/bulkhead/partitions/";
    private static final List<String> SCENARIOS =
            List.of(
                    "cruise",
                    "full-stop-dry",
                    "full-stop-ice",
                    "infotainment-crash",
                    "loaded",
                    "split-friction",
                    "stop-and-go");

    private Shipped() {}

    /** System descriptions; a message database lies beside the one that names it. */
    public static DocumentSource descriptions() {
        SortedMap<String, ResourceFile> files = new TreeMap<>();
        files.put(REFERENCE, resource("reference/reference.yaml"));
        files.put(BUDGET, resource("reference/reference-budget.yaml"));
        return new DocumentSource(files);
    }

    /** Names of the scenarios. */
    public static List<String> scenarioNames() {
        return SCENARIOS;
    }

    /** Scenarios, all but {@code cruise} for the reference system. */
    public static DocumentSource scenarios() {
        SortedMap<String, ResourceFile> files = new TreeMap<>();
        SCENARIOS.forEach(name -> files.put(name, resource("scenarios/" + name + ".yaml")));
        return new DocumentSource(files);
    }

    private static ResourceFile resource(String name) {
        return new ResourceFile(Shipped.class, FOLDER + name);
    }
}
