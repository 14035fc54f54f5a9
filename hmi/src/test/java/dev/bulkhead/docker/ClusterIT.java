package dev.bulkhead.docker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.results.CampaignStore;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.output.OutputFrame;
import org.testcontainers.containers.output.WaitingConsumer;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.utility.DockerImageName;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Workers in containers, and all that may befall them during one campaign. */
@Timeout(400)
class ClusterIT {
    private static final String MEMBERS = "worker-1,worker-2,worker-3";
    private static final String KEY = "bm90aGluZyB0aGF0IGFueWJvZHkgc2hhbGwgZ3Vlc3M=\n";

    /** A second of a full stop; there are far more faults than are done before the first event. */
    private static final String SCENARIO =
            """
            extends: full-stop-ice
            scenario: short
            duration: 700 ms
            pedal: [{ at: 200 ms, percent: 100 }]
            checks: []
            """;

    private static final List<String> CAMPAIGN =
            List.of("campaign", "--scenario", "/short.yaml", "--span", "50ms", "--faults", "120");

    @TempDir private Path folder;

    private final List<GenericContainer<?>> started = new ArrayList<>();
    private Network network;

    @BeforeAll
    static void engine() {
        Engine.mustAnswer();
    }

    @BeforeEach
    void makeNetwork() {
        network = Network.newNetwork();
    }

    @AfterEach
    void endAll() {
        started.forEach(GenericContainer::stop);
        network.close();
    }

    @Test
    void oneKilledOnePausedOneCutOffAndOneAddedNothingIsLostAndNothingThereTwice()
            throws Exception {
        GenericContainer<?> killed = worker("worker-1");
        GenericContainer<?> paused = worker("worker-2");
        GenericContainer<?> cutOff = worker("worker-3");
        GenericContainer<?> submitter =
                start(
                        "submitter",
                        campaign("--cluster", MEMBERS, "--key", "/key", "--results", "/results/c"));
        awaitSaying(killed, "running faults");
        GenericContainer<?> added = worker("worker-4");

        Engine.docker().killContainerCmd(killed.getContainerId()).exec();
        awaitSaying(paused, "running faults");
        signal(paused, "SIGSTOP");
        awaitSaying(cutOff, "running faults");
        cutOff(cutOff);
        awaitSaying(added, "running faults");
        assertTrue(submitter.isRunning(), "it was over before anything befell a worker");
        TimeUnit.SECONDS.sleep(25); // others are given the paused one's faults after 20 s
        signal(paused, "SIGCONT");

        assertEquals(0, statusOf(submitter), submitter::getLogs);
        GenericContainer<?> alone =
                start("alone", campaign("--threads", "2", "--results", "/results/c"));
        assertEquals(0, statusOf(alone), alone::getLogs);
        assertEquals(rows(alone), rows(submitter));
    }

    /** The engine's own pause fails where a loaded machine freezes its processes too late. */
    private static void signal(GenericContainer<?> container, String signal) {
        Engine.docker().killContainerCmd(container.getContainerId()).withSignal(signal).exec();
    }

    private static List<String> campaign(String... more) {
        List<String> all = new ArrayList<>(CAMPAIGN);
        all.addAll(List.of(more));
        return all;
    }

    private GenericContainer<?> worker(String name) throws Exception {
        GenericContainer<?> worker =
                start(
                        name,
                        List.of(
                                "worker",
                                "--threads",
                                "1",
                                "--listen",
                                name + ":5701",
                                "--join",
                                MEMBERS,
                                "--key",
                                "/key"));
        awaitSaying(worker, "ready at");
        return worker;
    }

    private GenericContainer<?> start(String name, List<String> command) {
        GenericContainer<?> container =
                new GenericContainer<>(DockerImageName.parse("bulkhead/twin"))
                        .withCommand(command.toArray(String[]::new))
                        .withNetwork(network)
                        .withNetworkAliases(name)
                        .withCopyToContainer(Transferable.of(KEY), "/key")
                        .withCopyToContainer(Transferable.of(SCENARIO), "/short.yaml")
                        .withCreateContainerCmdModifier(create -> create.withHostName(name));
        started.add(container);
        container.start();
        return container;
    }

    private static void awaitSaying(GenericContainer<?> container, String what) throws Exception {
        WaitingConsumer said = new WaitingConsumer();
        container.followOutput(said, OutputFrame.OutputType.STDOUT);
        said.waitUntil(frame -> frame.getUtf8String().contains(what), 120, TimeUnit.SECONDS);
    }

    private void cutOff(GenericContainer<?> container) {
        Engine.docker()
                .disconnectFromNetworkCmd()
                .withNetworkId(network.getId())
                .withContainerId(container.getContainerId())
                .withForce(true)
                .exec();
    }

    private static int statusOf(GenericContainer<?> container) {
        return Engine.docker()
                .waitContainerCmd(container.getContainerId())
                .start()
                .awaitStatusCode(300, TimeUnit.SECONDS);
    }

    /** All that is kept of each trial but what it took of the host's time. */
    private List<String> rows(GenericContainer<?> campaign) throws Exception {
        Path copy = Files.createTempDirectory(folder, "results");
        campaign.copyFileFromContainer(
                "/results/c/" + CampaignStore.FILE, copy.resolve(CampaignStore.FILE).toString());
        List<String> rows = new ArrayList<>();
        try (CampaignStore store = CampaignStore.open(copy)) {
            store.forEachTrial(row -> rows.add(row.toString().replaceFirst("coreMs=[^,]*, ", "")));
            assertEquals(store.tally().all().done(), rows.size());
        }
        return rows;
    }
}
