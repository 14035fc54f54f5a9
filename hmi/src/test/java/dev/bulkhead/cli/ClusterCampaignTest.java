package dev.bulkhead.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Workers are processes of their own, on this machine's loopback. */
@Timeout(300)
class ClusterCampaignTest {
    private static final String FAULTS = "24";

    @TempDir private static Path folder;

    private static ShortCampaign campaign;
    private static ShortCampaign.Ran alone;

    private final List<Process> started = new ArrayList<>();

    @BeforeAll
    static void runOnThisMachineAlone() throws IOException {
        campaign = new ShortCampaign(folder);
        alone = campaign.run("alone", "--faults", FAULTS, "--threads", "1");
    }

    @AfterEach
    void endAll() throws InterruptedException {
        for (Process process : started) {
            process.destroyForcibly().waitFor();
        }
    }

    /** A worker in a folder of its own, so that it has none of the submitter's files. */
    private final class StartedWorker {
        private final ShortCampaign place;
        private final Path said;
        private final Process process;

        StartedWorker(int port, String... more) throws IOException {
            Path own = Files.createDirectory(folder.resolve("worker-" + port));
            place = new ShortCampaign(own);
            said = own.resolve("told");
            List<String> all = new ArrayList<>(List.of("worker", "--threads", "1"));
            all.addAll(List.of("--listen", "127.0.0.1:" + port));
            all.addAll(List.of(more));
            process = place.start(all);
            started.add(process);
        }

        void awaitSaying(String text) throws Exception {
            await(() -> saidSoFar().contains(text) || !process.isAlive());
            assertTrue(saidSoFar().contains(text), saidSoFar());
        }

        private String saidSoFar() {
            try {
                return Files.exists(said) ? Files.readString(said) : "";
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        void kill() throws InterruptedException {
            process.destroyForcibly().waitFor();
        }
    }

    private static void await(BooleanSupplier fact) throws InterruptedException {
        while (!fact.getAsBoolean()) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private ShortCampaign.Ran onCluster(String results, int port) {
        return campaign.run(results, "--faults", FAULTS, "--cluster", "127.0.0.1:" + port);
    }

    @Tag("full")
    @Test
    void oneKilledAndOneAddedNothingIsLostAndNothingThereTwice() throws Exception {
        int first = freePort();
        int second = freePort();
        var killed = new StartedWorker(first);
        killed.awaitSaying("ready at");
        Process submitter =
                campaign.start(
                        campaign.arguments(
                                "--faults",
                                FAULTS,
                                "--results",
                                folder.resolve("killed").toString(),
                                "--cluster",
                                "127.0.0.1:" + first));
        started.add(submitter);
        killed.awaitSaying("running faults");
        var added = new StartedWorker(second, "--join", "127.0.0.1:" + first);
        added.awaitSaying("workers in the cluster: 2");
        killed.kill();

        assertEquals(alone.status(), submitter.waitFor(), this::said);
        assertEquals(campaign.rows("alone"), campaign.rows("killed"));
    }

    @Tag("full")
    @Test
    void theSubmitterKilledAndResumedHasTheSameResults() throws Exception {
        int port = freePort();
        var worker = new StartedWorker(port);
        worker.awaitSaying("ready at");
        Path results = folder.resolve("resumed");
        Process submitter =
                campaign.start(
                        campaign.arguments(
                                "--faults",
                                FAULTS,
                                "--results",
                                results.toString(),
                                "--cluster",
                                "127.0.0.1:" + port));
        started.add(submitter);
        worker.awaitSaying("running faults");
        submitter.destroyForcibly().waitFor();

        ShortCampaign.Ran rest =
                ShortCampaign.call(
                        List.of(
                                "campaign",
                                "--resume",
                                results.toString(),
                                "--cluster",
                                "127.0.0.1:" + port));
        assertEquals(alone.status(), rest.status(), rest::err);
        assertEquals(campaign.rows("alone"), campaign.rows("resumed"));
        assertEquals(alone.out().lines().count(), rest.out().lines().count());
    }

    private String said() {
        try {
            return Files.readString(folder.resolve("said"));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Nested
    class AMistakeIsOneLine {
        @Test
        void whereNoWorkerIs() throws IOException {
            int port = freePort();
            ShortCampaign.Ran ran = onCluster("nobody", port);
            assertMistake(
                    ran,
                    "--cluster: no worker answers at 127.0.0.1:%d; start one there: ./twin worker"
                                    .formatted(port)
                            + " --listen HOST:PORT");
            assertFalse(Files.exists(folder.resolve("nobody")), "nothing was begun");
        }

        @Test
        void anAddressThatIsNone() {
            assertMistake(
                    campaign.run("none", "--cluster", "here"),
                    "--cluster: 'here' is no known host; name one, or its address");
        }

        @Test
        void threadsOfOthers() {
            assertMistake(
                    campaign.run("none", "--cluster", "127.0.0.1", "--threads", "2"),
                    "--threads: workers have their own; give it to ./twin worker instead");
        }

        @Test
        void aKeyForNobody() {
            assertMistake(
                    campaign.run("none", "--key", "k"),
                    "--key: there is no cluster to share it with; name one by --cluster");
        }

        @Test
        void aWorkerThatAnybodyCouldCall() {
            assertMistake(
                    ShortCampaign.call(List.of("worker", "--listen", "192.0.2.1:5701")),
                    "--listen: 192.0.2.1:5701 is beyond this machine and anybody could give it"
                            + " orders; name a --key FILE that all workers and submitters share");
        }

        @Test
        void aWorkerAtAnAddressOfNobody() {
            assertMistake(
                    ShortCampaign.call(List.of("worker", "--listen", "0.0.0.0:5701")),
                    "--listen: 0.0.0.0 is no address that others can call; name this machine's"
                            + " own");
        }

        @Test
        void aPortThatIsTaken() throws IOException {
            try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                String here = "127.0.0.1:" + taken.getLocalPort();
                assertMistake(
                        ShortCampaign.call(List.of("worker", "--listen", here)),
                        "--listen: "
                                + here
                                + " cannot be had: Address already in use; name"
                                + " another port");
            }
        }

        @Test
        void moreThreadsThanAHeapHolds() {
            ShortCampaign.Ran ran = ShortCampaign.call(List.of("worker", "--threads", "0"));
            assertTrue(ran.err().startsWith("--threads: 0 is below 1; write 1 to "), ran::err);
        }

        private void assertMistake(ShortCampaign.Ran ran, String line) {
            assertEquals(line + "\n", ran.err());
            assertEquals(2, ran.status());
        }
    }
}
