package dev.bulkhead.runner;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.partitions.Images;
import dev.bulkhead.partitions.Shipped;
import dev.bulkhead.scenario.ScenarioReader;
import dev.bulkhead.system.KernelProfile;
import dev.bulkhead.system.LoadedSystem;
import dev.bulkhead.system.Mechanisms;
import dev.bulkhead.system.SystemReader;
import dev.bulkhead.telemetry.Message;
import dev.bulkhead.telemetry.Outlet;
import dev.bulkhead.time.SimTime;
import dev.bulkhead.twin.Twin;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A live twin of the reference system, and what came out of it. */
public final class Live implements AutoCloseable {
    public static final LiveSettings FREE =
            LiveSettings.USUAL.withPace(OptionalDouble.empty()).withRate(1000);

    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final int LIMIT_S = 120;
    private static final Images IMAGES = Images.create();

    private final List<Message> messages = new ArrayList<>();
    private final List<Waiting> waiting = new ArrayList<>();
    private final LiveTwin twin;

    private record Waiting(Predicate<Message> wanted, CompletableFuture<Message> came) {}

    private Live(LivePlan plan, LiveSettings settings, CampaignFolders folders, Outlet others) {
        twin =
                LiveTwin.start(
                        plan,
                        settings,
                        folders,
                        message -> {
                            came(message);
                            others.publish(message);
                        });
        twin.over().whenComplete((_, broken) -> broke(broken));
    }

    static Live of(String scenario, LiveSettings settings) {
        return of(scenario, settings, _ -> {});
    }

    /** One that others hear, too. */
    public static Live of(String scenario, LiveSettings settings, Outlet others) {
        return new Live(plan(scenario), settings, CampaignFolders.NONE, others);
    }

    static Live keeping(String scenario, LiveSettings settings, CampaignFolders folders) {
        return new Live(plan(scenario), settings, folders, _ -> {});
    }

    static Live under(String profile, String scenario, LiveSettings settings) {
        return new Live(plan(scenario, profile), settings, CampaignFolders.NONE, _ -> {});
    }

    public static LivePlan plan(String scenario) {
        return plan(scenario, KernelProfile.MICROKERNEL);
    }

    static LivePlan plan(String scenario, String profile) {
        LoadedSystem system =
                new SystemReader(Shipped.descriptions(), IMAGES)
                        .read("--system", Shipped.REFERENCE);
        return new LivePlan(
                Shipped.REFERENCE,
                system,
                scenario,
                name ->
                        new ScenarioReader(Shipped.scenarios())
                                .read("SCENARIO", name, system.description()),
                new Twin.Settings(Mechanisms.ALL_ON, 1, profile),
                IMAGES::hostile,
                "0");
    }

    /** The trace hash of a run that nobody watches and nobody disturbs. */
    public static String undisturbed(String scenario) {
        return undisturbed(scenario, KernelProfile.MICROKERNEL);
    }

    static String undisturbed(String scenario, String profile) {
        LivePlan plan = plan(scenario, profile);
        Twin twin =
                new Twin(plan.hosted(), plan.scenarios().apply(scenario), plan.settings(), _ -> {});
        twin.run();
        return twin.trace().hash();
    }

    private void broke(Throwable cause) {
        List<Waiting> all;
        synchronized (messages) {
            all = List.copyOf(waiting);
            waiting.clear();
        }
        Throwable why = cause == null ? new AssertionError("the twin was closed") : cause;
        all.forEach(w -> w.came().completeExceptionally(why));
    }

    private void came(Message message) {
        List<Waiting> due = new ArrayList<>();
        synchronized (messages) {
            messages.add(message);
            waiting.removeIf(w -> w.wanted().test(message) && due.add(w));
        }
        due.forEach(w -> w.came().complete(message));
    }

    /** The first such message from now on. */
    CompletableFuture<Message> coming(Predicate<Message> wanted) {
        CompletableFuture<Message> came = new CompletableFuture<>();
        synchronized (messages) {
            waiting.add(new Waiting(wanted, came));
        }
        return came;
    }

    /** Waits until the scenario has ended. */
    public void awaitEnd() {
        CompletableFuture<Message> came = new CompletableFuture<>();
        Predicate<Message> ended = m -> is(m, "clock") && text(m).contains("\"ended\"");
        synchronized (messages) {
            if (messages.stream().anyMatch(ended)) {
                return;
            }
            waiting.add(new Waiting(ended, came));
        }
        within(came);
    }

    static boolean is(Message message, String topic) {
        return message.topic().equals("bulkhead/twin/" + topic);
    }

    static String text(Message message) {
        return message.payload().toString();
    }

    static JsonNode json(String text) {
        return MAPPER.readTree(text);
    }

    static JsonNode json(Message message) {
        return MAPPER.readTree(text(message));
    }

    /** Sends a command and waits for its reply. */
    JsonNode command(String name, String body) {
        return MAPPER.readTree(within(later(name, body)));
    }

    public CompletableFuture<String> later(String name, String body) {
        return twin.submit(name, body).toCompletableFuture();
    }

    /** The next end of a scenario. */
    public CompletableFuture<Message> ending() {
        return coming(m -> is(m, "clock") && text(m).contains("\"ended\""));
    }

    public static <T> T within(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(LIMIT_S, TimeUnit.SECONDS).join();
    }

    /** As {@link #command}, which must have been done. */
    public JsonNode done(String name, String body) {
        JsonNode reply = command(name, body);
        assertTrue(reply.path("ok").booleanValue(), () -> name + ": " + reply);
        return reply;
    }

    public String traceHash() {
        return done("snapshot", "{}").path("traceHash").stringValue();
    }

    List<Message> messages() {
        synchronized (messages) {
            return List.copyOf(messages);
        }
    }

    List<Message> messages(String topic) {
        return messages().stream().filter(m -> is(m, topic)).toList();
    }

    Set<String> topics() {
        Set<String> topics = new TreeSet<>();
        messages().forEach(m -> topics.add(m.topic().substring("bulkhead/twin/".length())));
        return topics;
    }

    static SimTime seconds(JsonNode node) {
        return new SimTime(Math.round(node.doubleValue() * 1e12));
    }

    /** Ends the twin; all that it told is there then. */
    void end() {
        twin.close();
    }

    @Override
    public void close() {
        end();
    }
}
