package dev.bulkhead.cluster;

import com.hazelcast.cluster.Member;
import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.MemberAttributeConfig;
import com.hazelcast.config.NetworkConfig;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastException;
import com.hazelcast.core.HazelcastInstance;

import dev.bulkhead.cluster.Crew.Hand;
import dev.bulkhead.input.InputError;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

/** A member of the cluster that runs the trials it is given. */
public final class Worker implements AutoCloseable {
    private final HazelcastInstance member;

    /**
     * How a worker is started.
     *
     * @param join other workers, none of which need be there
     * @param threads trials at once
     * @param version of this program
     */
    public record Settings(
            HostPort listen, List<HostPort> join, Secret secret, int threads, String version) {
        public Settings {
            join = List.copyOf(join);
        }
    }

    private Worker(HazelcastInstance member) {
        this.member = member;
    }

    /**
     * Starts one, which joins those it finds.
     *
     * @param told is told what it works on, for a person
     * @throws InputError if it cannot listen there, is not kept from strangers, or is one to those
     *     it finds
     */
    public static Worker start(Settings settings, Consumer<String> told) {
        InetAddress address = settings.listen.address("--listen");
        if (address.isAnyLocalAddress()) {
            throw new InputError(
                    "--listen",
                    settings.listen.host() + " is no address that others can call",
                    "name this machine's own");
        }
        if (!address.isLoopbackAddress() && !settings.secret.isShared()) {
            throw new InputError(
                    "--listen",
                    settings.listen + " is beyond this machine and anybody could give it orders",
                    "name a --key FILE that all workers and submitters share");
        }
        checkFree(settings.listen, address);
        Quiet.beforeAll();
        Config config = config(settings, address);
        config.getUserContext()
                .put(
                        RunOrder.WORKSHOP,
                        new Workshop(settings.secret, settings.version, settings.threads, told));
        HazelcastInstance member;
        try {
            member = Hazelcast.newHazelcastInstance(config);
        } catch (HazelcastException | IllegalStateException e) {
            throw new InputError(
                    "--listen",
                    settings.listen + ": no member could be started: " + line(e),
                    "name another address, or other workers to join");
        }
        checkNoStranger(member, settings.secret);
        return new Worker(member);
    }

    private static String line(Exception e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("no reason given");
    }

    private static void checkFree(HostPort listen, InetAddress address) {
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(address, listen.port()));
        } catch (IOException e) {
            throw new InputError(
                    "--listen", listen + " cannot be had: " + line(e), "name another port");
        }
    }

    private static void checkNoStranger(HazelcastInstance member, Secret secret) {
        for (Member each : member.getCluster().getMembers()) {
            var why = each.localMember() ? null : Strangers.reason(hand(each), secret);
            if (why != null && why.isPresent()) {
                member.getLifecycleService().terminate();
                throw new InputError(
                        "--join",
                        "the worker at %s: %s".formatted(hand(each).name(), why.get()),
                        "start the same build with the same key, or leave that cluster alone");
            }
        }
    }

    private static Config config(Settings settings, InetAddress address) {
        Config config = new Config();
        config.setClusterName(Quiet.CLUSTER);
        Quiet.properties().forEach(config::setProperty);
        // not as one of its interfaces: Hazelcast then joins nobody at another address
        config.setProperty("hazelcast.local.localAddress", address.getHostAddress());
        config.getJetConfig().setEnabled(false);
        config.getManagementCenterConfig().setConsoleEnabled(false).setScriptingEnabled(false);
        config.setMemberAttributeConfig(
                new MemberAttributeConfig()
                        .setAttribute(Quiet.BUILD, settings.secret.build())
                        .setAttribute(Quiet.FINGERPRINT, settings.secret.fingerprint())
                        .setAttribute(Quiet.THREADS, Integer.toString(settings.threads)));
        config.getExecutorConfig(Quiet.EXECUTOR).setPoolSize(settings.threads);
        config.getSerializationConfig()
                .addDataSerializableFactory(RunOrder.FACTORY, RunOrder.FACTORY_OF_THESE)
                .setJavaSerializationFilterConfig(Filter.config());
        NetworkConfig network = config.getNetworkConfig();
        network.setPort(settings.listen.port())
                .setPortAutoIncrement(false)
                .setPublicAddress(address.getHostAddress() + ":" + settings.listen.port());
        JoinConfig join = network.getJoin();
        join.getAutoDetectionConfig().setEnabled(false);
        join.getMulticastConfig().setEnabled(false);
        join.getTcpIpConfig().setEnabled(true);
        settings.join.forEach(each -> join.getTcpIpConfig().addMember(each.toString()));
        return config;
    }

    /** What a member says of itself. */
    static Hand hand(Member member) {
        String threads = member.getAttribute(Quiet.THREADS);
        UUID id = member.getUuid();
        return new Hand(
                id,
                member.getAddress().getHost() + ":" + member.getAddress().getPort(),
                threads != null && threads.matches("[1-9]\\d{0,3}") ? Integer.parseInt(threads) : 1,
                said(member, Quiet.BUILD),
                said(member, Quiet.FINGERPRINT));
    }

    private static String said(Member member, String attribute) {
        String value = member.getAttribute(attribute);
        return value == null || !value.matches("[0-9a-f]{1,64}") ? "unknown" : value;
    }

    /** How many there are now, this one too. */
    public int workers() {
        return member.getCluster().getMembers().size();
    }

    /** Leaves the cluster; what it was working on is given to others. */
    @Override
    public void close() {
        member.getLifecycleService().terminate();
    }
}
