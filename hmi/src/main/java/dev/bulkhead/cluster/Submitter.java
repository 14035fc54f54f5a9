package dev.bulkhead.cluster;

import com.hazelcast.client.HazelcastClient;
import com.hazelcast.client.HazelcastClientOfflineException;
import com.hazelcast.client.config.ClientConfig;
import com.hazelcast.client.config.ClientConnectionStrategyConfig.ReconnectMode;
import com.hazelcast.cluster.Member;
import com.hazelcast.config.ListenerConfig;
import com.hazelcast.core.ExecutionCallback;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.LifecycleEvent.LifecycleState;
import com.hazelcast.core.LifecycleListener;

import dev.bulkhead.campaign.PlannedTrial;
import dev.bulkhead.input.InputError;
import dev.bulkhead.results.TrialRow;
import dev.bulkhead.runner.CampaignRunner.End;
import dev.bulkhead.runner.Elsewhere;
import dev.bulkhead.runner.Shipment;
import dev.bulkhead.trace.Payload;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Lets a cluster of workers run a campaign's trials. It is no member: it may come and go. */
public final class Submitter implements Elsewhere, AutoCloseable {
    private static final int KNOCK_MS = 3_000;
    private static final long GREETING_S = 15;

    private final HazelcastInstance client;
    private final Secret secret;
    private final Consumer<String> told;

    private Submitter(HazelcastInstance client, Secret secret, Consumer<String> told) {
        this.client = client;
        this.secret = secret;
        this.told = told;
    }

    /**
     * Finds a cluster.
     *
     * @param workers some of it
     * @param told is told what a person should know of it
     * @throws InputError if none of them answers, or none of the cluster can work for this program
     */
    public static Submitter connect(List<HostPort> workers, Secret secret, Consumer<String> told) {
        String shown = workers.stream().map(HostPort::toString).collect(Collectors.joining(", "));
        workers.forEach(each -> each.address("--cluster"));
        if (workers.stream().noneMatch(Submitter::isOpen)) {
            throw nobody(shown);
        }
        Quiet.beforeAll();
        CountDownLatch greeted = new CountDownLatch(1);
        HazelcastInstance client = HazelcastClient.newHazelcastClient(config(workers, greeted));
        try {
            if (!greeted.await(GREETING_S, TimeUnit.SECONDS)) {
                throw nobody(shown);
            }
            Submitter submitter = new Submitter(client, secret, told);
            submitter.checkSomeCanWork(shown);
            return submitter;
        } catch (InputError e) {
            client.shutdown();
            throw e;
        } catch (InterruptedException e) {
            client.shutdown();
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static boolean isOpen(HostPort worker) {
        try (Socket knock = new Socket()) {
            knock.connect(
                    new InetSocketAddress(worker.address("--cluster"), worker.port()), KNOCK_MS);
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    private static InputError nobody(String workers) {
        return new InputError(
                "--cluster",
                "no worker answers at " + workers,
                "start one there: ./twin worker --listen HOST:PORT");
    }

    private void checkSomeCanWork(String shown) {
        List<Crew.Hand> hands = new HazelcastCrew(client).present();
        List<String> reasons =
                hands.stream().flatMap(hand -> Strangers.reason(hand, secret).stream()).toList();
        if (!hands.isEmpty() && reasons.size() == hands.size()) {
            throw new InputError(
                    "--cluster",
                    "no worker at %s can work for this one: %s"
                            .formatted(shown, reasons.getFirst()),
                    "start the same build with the same key on all machines");
        }
    }

    private static ClientConfig config(List<HostPort> workers, CountDownLatch greeted) {
        ClientConfig config = new ClientConfig();
        config.setClusterName(Quiet.CLUSTER);
        Quiet.properties().forEach(config::setProperty);
        workers.forEach(each -> config.getNetworkConfig().addAddress(each.toString()));
        config.getSerializationConfig()
                .addDataSerializableFactory(RunOrder.FACTORY, RunOrder.FACTORY_OF_THESE)
                .setJavaSerializationFilterConfig(Filter.config());
        // Whoever is gone may come back, however late: it is asked for without end.
        config.getConnectionStrategyConfig()
                .setAsyncStart(true)
                .setReconnectMode(ReconnectMode.ASYNC)
                .getConnectionRetryConfig()
                .setInitialBackoffMillis(200)
                .setMaxBackoffMillis(2_000)
                .setClusterConnectTimeoutMillis(-1);
        config.addListenerConfig(
                new ListenerConfig(
                        (LifecycleListener)
                                event -> {
                                    if (event.getState() == LifecycleState.CLIENT_CONNECTED) {
                                        greeted.countDown();
                                    }
                                }));
        return config;
    }

    @Override
    public End run(Shipment shipment, List<PlannedTrial> trials, Consumer<List<TrialRow>> kept) {
        return new Handout(new HazelcastCrew(client), secret, shipment, kept, told)
                .toItsEnd(trials);
    }

    @Override
    public void close() {
        client.shutdown();
    }

    /** Members, as the client sees them. */
    private record HazelcastCrew(HazelcastInstance client) implements Crew {
        @Override
        public List<Hand> present() {
            return members().stream().map(Worker::hand).toList();
        }

        /** None while there is no connection. */
        private List<Member> members() {
            try {
                return List.copyOf(client.getCluster().getMembers());
            } catch (HazelcastClientOfflineException _) {
                return List.of();
            }
        }

        @Override
        public void send(Hand hand, byte[] order, Consumer<Reply> reply) {
            Member to =
                    members().stream()
                            .filter(member -> member.getUuid().equals(hand.id()))
                            .findFirst()
                            .orElse(null);
            if (to == null) {
                reply.accept(new Reply.Lost("gone"));
                return;
            }
            try {
                client.getExecutorService(Quiet.EXECUTOR)
                        .submitToMember(new RunOrder(order), to, new Answered(reply));
            } catch (RuntimeException e) { // such as one that left just now
                reply.accept(new Reply.Lost(e.toString()));
            }
        }
    }

    /** What came of an order. */
    private record Answered(Consumer<Crew.Reply> reply) implements ExecutionCallback<byte[]> {
        @Override
        public void onResponse(byte[] sealed) {
            reply.accept(new Crew.Reply.Came(Payload.of(sealed)));
        }

        @Override
        public void onFailure(Throwable lost) {
            reply.accept(new Crew.Reply.Lost(lost.toString()));
        }
    }
}
