package dev.bulkhead.cli;

import dev.bulkhead.input.InputError;
import dev.bulkhead.partitions.Images;
import dev.bulkhead.partitions.Shipped;
import dev.bulkhead.report.Json;
import dev.bulkhead.runner.CampaignFolders;
import dev.bulkhead.runner.LiveOutcome;
import dev.bulkhead.runner.LivePlan;
import dev.bulkhead.runner.LiveSettings;
import dev.bulkhead.runner.LiveTwin;
import dev.bulkhead.socketcand.SocketcandServer;
import dev.bulkhead.system.LoadedSystem;
import dev.bulkhead.system.SystemDescription.Bus;
import dev.bulkhead.telemetry.Access;
import dev.bulkhead.telemetry.Bridge;
import dev.bulkhead.telemetry.BridgeSettings;
import dev.bulkhead.telemetry.BrokerAddress;
import dev.bulkhead.telemetry.CatalogueTopic;
import dev.bulkhead.telemetry.CommandDesk;
import dev.bulkhead.telemetry.Message;
import dev.bulkhead.telemetry.MqttEndpoint;
import dev.bulkhead.telemetry.Outlet;
import dev.bulkhead.time.SimTime;
import dev.bulkhead.twin.Twin;
import dev.bulkhead.web.WebServer;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The twin for people and dashboards: paced, with the page and MQTT, until Ctrl-C. */
@Command(
        name = "live",
        description = "The twin paced, with dashboard and MQTT, until Ctrl-C.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Topics and commands are in docs/telemetry.md and, for programs, at /asyncapi.yaml.",
            "The password for --broker is the first line of --broker-password, else "
                    + BridgeSettings.PASSWORD_VARIABLE
                    + ".",
            "",
            "Exit status: 0 ended by Ctrl-C or --for, 2 a mistake in the input.",
            "",
            "Example: ./twin live stop-and-go --repeat --broker mqtt://localhost:1884",
        })
final class LiveCommand implements Callable<Integer> {
    private static final String AS_FAST_AS_IT_GOES = "max";
    private static final String SAMPLED = "sampled";
    private static final String ALL = "all";
    private static final double MOST_RATE = 1000;

    @Mixin private ScenarioParameter scenarioParameter;

    @Mixin private SystemOptions systemOptions;

    @Option(
            names = "--pace",
            paramLabel = "FACTOR",
            defaultValue = "1",
            description =
                    "Simulated seconds a second, or max for as fast as it goes; default real"
                            + " time.")
    private String pace;

    @Option(
            names = "--name",
            paramLabel = "TWIN",
            defaultValue = "twin",
            description = "Second level of every topic; default ${DEFAULT-VALUE}.")
    private String name;

    @Option(names = "--repeat", description = "Start the scenario again when it has ended.")
    private boolean repeat;

    @Option(
            names = "--for",
            paramLabel = "TIME",
            converter = TimeConverter.class,
            description =
                    "End by itself after that much simulated time, or with the scenario if that"
                            + " is not repeated.")
    private SimTime limit;

    @Mixin private JsonOption json;

    @Option(
            names = "--journal",
            paramLabel = "FILE",
            description =
                    "Write commands down, for ./twin run --replay FILE. If it is a folder: into a"
                            + " new file of it.")
    private Path journal;

    @Option(
            names = "--broker",
            paramLabel = "URL",
            description = "Publish to that broker too: mqtt[s]://[user@]host[:port].")
    private String broker;

    @Option(
            names = "--broker-password",
            paramLabel = "FILE",
            description = "Its first line is the password at that broker.")
    private Path brokerPassword;

    @Option(
            names = "--broker-ca",
            paramLabel = "FILE.pem",
            description = "Who signed that broker's certificate; default: those Java trusts.")
    private Path brokerAuthority;

    @Option(
            names = "--telemetry-rate",
            paramLabel = "N",
            defaultValue = "10",
            description = "Updates of a topic in a second; default ${DEFAULT-VALUE}.")
    private double rate;

    @Option(
            names = "--telemetry-frames",
            paramLabel = "WHICH",
            defaultValue = SAMPLED,
            description = "Frames of the buses: sampled or all; default ${DEFAULT-VALUE}.")
    private String frames;

    @Option(
            names = "--socketcand",
            paramLabel = "PORT",
            description =
                    "Let CAN tools join the buses over the protocol of socketcand on that port; 0"
                            + " for any.")
    private Integer socketcand;

    @Option(
            names = "--results",
            paramLabel = "DIR",
            description =
                    "Keep each campaign of the page in a new folder of DIR; default: none is kept.")
    private Path results;

    @Option(
            names = "--campaign",
            paramLabel = "DIR",
            description = "Show the results of ./twin campaign in DIR, which has ended or paused.")
    private Path campaign;

    @Mixin private ListenOptions listen;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        PrintWriter err = spec.commandLine().getErr();
        LivePlan plan = plan();
        LiveSettings settings = settings();
        Access access = listen.access(err);
        Optional<ListenOptions.Door> door =
                Optional.ofNullable(socketcand)
                        .map(port -> listen.openDoor("--socketcand", port, err));
        Vertx vertx = vertx();
        try (Ending ending = new Ending();
                NewFile object = json.open()) {
            long startNs = System.nanoTime();
            Served served = serve(vertx, plan, settings, access, door, ending);
            double wallS = (System.nanoTime() - startNs) / 1e9;
            json.write(
                    object,
                    spec.commandLine().getOut(),
                    Json.text(served.report(plan.settings(), wallS)));
        } finally {
            vertx.close().await();
        }
        return 0;
    }

    /**
     * What the session came to.
     *
     * @param turnedAway connections that were closed as too many had not said who they are
     * @param samplesLost on their way to clients
     */
    private record Served(LiveOutcome outcome, long clients, long turnedAway, long samplesLost) {
        /** As of {@code ./twin run}, and what only a live twin has. */
        ObjectNode report(Twin.Settings settings, double wallS) {
            ObjectNode node =
                    new RunReport(
                                    outcome.scenario(),
                                    settings.off(),
                                    settings.seed(),
                                    settings.profile(),
                                    outcome.run(),
                                    outcome.complete(),
                                    wallS,
                                    Optional.empty())
                            .toJson();
            node.put("runs", outcome.runs());
            node.put("simulatedInAllS", outcome.simulated().seconds());
            node.putObject("commands")
                    .put("applied", outcome.applied())
                    .put("refused", outcome.refused());
            node.put("clientsServed", clients);
            node.put("connectionsTurnedAway", turnedAway);
            return node.put("samplesLost", outcome.samplesLost() + samplesLost);
        }
    }

    private Served serve(
            Vertx vertx,
            LivePlan plan,
            LiveSettings settings,
            Access access,
            Optional<ListenOptions.Door> door,
            Ending ending) {
        CompletableFuture<LiveTwin> twin = new CompletableFuture<>();
        CommandDesk desk = (command, body) -> twin.thenCompose(t -> t.submit(command, body));
        try (MqttEndpoint endpoint =
                        MqttEndpoint.start(vertx, listen.endpoint(name), access, desk);
                WebServer web = web(vertx, endpoint);
                SocketcandServer tools = door.map(at -> tools(vertx, at, plan, desk)).orElse(null);
                Bridge bridge = bridge()) {
            Outlet outlet =
                    message -> {
                        endpoint.publish(message);
                        if (bridge != null) {
                            bridge.publish(message);
                        }
                    };
            boolean bridged = bridge != null;
            String screen = "bulkhead/" + name + "/screen";
            LiveSettings watched =
                    settings.withScreenWanted(() -> bridged || endpoint.isWanted(screen))
                            .withLostBeyond(endpoint::samplesLost)
                            .withTap(tools == null ? (_, _, _, _) -> {} : tools);
            outlet.publish(catalogue(plan));
            LiveTwin live = LiveTwin.start(plan, watched, campaigns(), outlet);
            try (live) {
                twin.complete(live);
                tell(endpoint, web, tools, plan);
                ending.await(live);
            } catch (InterruptedException _) {
                // asked to end
            }
            return new Served(
                    live.outcome(),
                    endpoint.clientsServed(),
                    endpoint.turnedAway(),
                    endpoint.samplesLost());
        }
    }

    private LivePlan plan() {
        Images images = Images.create();
        LoadedSystem system = systemOptions.read(images);
        LoadedSystem hosted = system.under("--profile", systemOptions.profile());
        return new LivePlan(
                systemOptions.name(),
                system,
                scenarioParameter.name(),
                wanted -> ScenarioParameter.read(wanted, hosted),
                systemOptions.settings(),
                images::hostile,
                Version.number());
    }

    private CampaignFolders campaigns() {
        return new CampaignFolders(Optional.ofNullable(results), Optional.ofNullable(campaign));
    }

    private LiveSettings settings() {
        if (!name.matches("[A-Za-z0-9._-]{1,60}")) {
            throw new InputError(
                    "--name",
                    "'" + name + "' cannot stand in a topic",
                    "use letters, digits, dot, dash and underscore");
        }
        if (!(rate > 0 && rate <= MOST_RATE)) {
            throw new InputError(
                    "--telemetry-rate", rate + " is no rate", "name one above 0, at most 1000");
        }
        if (!frames.equals(SAMPLED) && !frames.equals(ALL)) {
            throw new InputError(
                    "--telemetry-frames", "'" + frames + "' is neither", "use sampled or all");
        }
        return new LiveSettings(
                name,
                pace(),
                rate,
                frames.equals(ALL),
                repeat,
                Optional.ofNullable(journal),
                () -> true,
                () -> 0,
                (_, _, _, _) -> {},
                Optional.ofNullable(limit));
    }

    private OptionalDouble pace() {
        if (pace.equals(AS_FAST_AS_IT_GOES)) {
            return OptionalDouble.empty();
        }
        try {
            return OptionalDouble.of(new PaceConverter().convert(pace));
        } catch (TypeConversionException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage() + ", and not max", e);
        }
    }

    /** Without files of its own, as a container's root may be read-only. */
    private static Vertx vertx() {
        return Vertx.vertx(
                new VertxOptions()
                        .setFileSystemOptions(
                                new FileSystemOptions()
                                        .setFileCachingEnabled(false)
                                        .setClassPathResolvingEnabled(false)));
    }

    private WebServer web(Vertx vertx, MqttEndpoint endpoint) {
        WebServer.Settings settings = listen.web();
        try {
            return new WebServer(vertx, settings, endpoint::accept);
        } catch (RuntimeException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new InputError(
                    settings.host() + ":" + settings.port(),
                    "cannot listen there: " + cause.getMessage(),
                    "choose another --listen or --web-port");
        }
    }

    private static SocketcandServer tools(
            Vertx vertx, ListenOptions.Door door, LivePlan plan, CommandDesk desk) {
        return SocketcandServer.start(vertx, door.host(), door.port(), buses(plan), desk);
    }

    private static List<String> buses(LivePlan plan) {
        return plan.system().description().buses().stream().map(Bus::name).toList();
    }

    private Bridge bridge() {
        if (broker == null) {
            return null;
        }
        BridgeSettings settings =
                BridgeSettings.of(
                        BrokerAddress.parse(broker),
                        name,
                        BridgeSettings.password(
                                Optional.ofNullable(brokerPassword), System.getenv()),
                        Optional.ofNullable(brokerAuthority));
        return Bridge.start(settings, spec.commandLine().getErr()::println);
    }

    private Message catalogue(LivePlan plan) {
        return CatalogueTopic.of(name, plan.system(), Tour.faults(), Shipped.scenarioNames());
    }

    private void tell(MqttEndpoint endpoint, WebServer web, SocketcandServer tools, LivePlan plan) {
        PrintWriter out =
                json.isPrinted() ? spec.commandLine().getErr() : spec.commandLine().getOut();
        String s = listen.scheme();
        out.printf("Dashboard  http%s://%s:%d%n", s, listen.host(), web.port());
        out.printf(
                "MQTT       mqtt%s://%s:%d, topics bulkhead/%s/#%n",
                s, listen.host(), endpoint.port(), name);
        if (tools != null) {
            out.printf(
                    "socketcand %s:%d, buses %s%n",
                    listen.host(), tools.port(), String.join(", ", buses(plan)));
        }
        out.println("Ctrl-C ends it.");
        out.flush();
    }

    /** Waits for Ctrl-C, or for the end that a container is told, and lets all be closed then. */
    private static final class Ending implements AutoCloseable {
        private static final long PATIENCE_S = 8;

        private final CountDownLatch asked = new CountDownLatch(1);
        private final CountDownLatch closed = new CountDownLatch(1);
        private final Thread hook = new Thread(this::end, "ending");

        Ending() {
            Runtime.getRuntime().addShutdownHook(hook);
        }

        /** Throws what the twin broke of, if it did. */
        void await(LiveTwin live) throws InterruptedException {
            CompletableFuture<Void> over = live.over().toCompletableFuture();
            var _ = over.whenComplete((_, _) -> asked.countDown());
            asked.await();
            if (over.isCompletedExceptionally()) {
                over.join();
            }
        }

        private void end() {
            asked.countDown();
            try {
                boolean _ = closed.await(PATIENCE_S, TimeUnit.SECONDS);
            } catch (InterruptedException _) {
                // nobody waits for this thread longer than it waits
            }
            Runtime.getRuntime().halt(0);
        }

        @Override
        public void close() {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException _) {
                // it runs already, and will end the process
            }
            closed.countDown();
        }
    }
}
