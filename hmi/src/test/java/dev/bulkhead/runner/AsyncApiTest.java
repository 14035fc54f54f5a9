package dev.bulkhead.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.telemetry.AsyncApi;
import dev.bulkhead.telemetry.CatalogueTopic;
import dev.bulkhead.telemetry.Message;
import dev.bulkhead.telemetry.Message.Delivery;
import dev.bulkhead.telemetry.News;
import dev.bulkhead.telemetry.Telemetry;
import dev.bulkhead.telemetry.TwinPublisher;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.StringNode;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;

/** What the twin sends and takes is what asyncapi.yaml says, field by field. */
class AsyncApiTest {
    private static final AsyncApi API = new AsyncApi();
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final String REPLY = "#/components/schemas/Reply";

    private static final List<Message> MESSAGES = new ArrayList<>();
    private static final Map<String, JsonNode> REPLIES = new LinkedHashMap<>();

    /** A session in which everything happens. */
    @BeforeAll
    static void aSession() {
        try (Live live = Live.of("infotainment-crash", Live.FREE.withRate(100))) {
            ask(live, "pause", "{}");
            ask(live, "step", "{\"ms\":100}");
            ask(live, "step", "{\"ms\":0}");
            ask(live, "restart", "{\"partition\":\"display\"}");
            ask(live, "send", "{\"bus\":\"body\",\"frame\":\"123#0102\"}");
            ask(live, "screenshot", "{}");
            experiment(live, "display:wild-store=braking", "monolithic");
            experiment(live, "chassis/BrakeCommand:wire-flip=20", "microkernel");
            ask(live, "experiment", "{\"cancel\":true}");
            CompletableFuture<Message> campaign =
                    live.coming(
                            m ->
                                    Live.is(m, "campaign/progress")
                                            && Live.text(m).contains("\"stage\":\"done\""));
            ask(
                    live,
                    "campaign",
                    "{\"faults\":30,\"scenario\":\"full-stop-dry\",\"seed\":2,"
                            + "\"without\":[\"pmp\"],\"profile\":\"microkernel\"}");
            Live.within(campaign);
            ask(live, "campaign", "{\"stop\":true}");
            ask(live, "resume", "{}");
            ask(live, "inject", "{\"fault\":\"infotainment:illegal-instruction@2s\"}");
            ask(live, "pedal", "{\"positionPercent\":33,\"atS\":2.5}");
            ask(live, "pace", "{\"factor\":null}");
            live.awaitEnd();
            ask(live, "snapshot", "{}");
            ask(live, "rewind", "{}");
            live.end();
            MESSAGES.addAll(live.messages());
            printed();
        }
    }

    private static void experiment(Live live, String fault, String profile) {
        String topic = "experiment/" + profile + "/";
        CompletableFuture<Message> verdict = live.coming(m -> Live.is(m, topic + "verdict"));
        CompletableFuture<Message> done =
                live.coming(
                        m -> Live.is(m, topic + "progress") && Live.text(m).contains("\"done\""));
        ask(
                live,
                "experiment",
                "{\"fault\":\"%s\",\"profiles\":[\"%s\"],\"scenario\":\"full-stop-dry\"}"
                        .formatted(fault, profile));
        Live.within(verdict);
        Live.within(done);
    }

    private static void ask(Live live, String name, String body) {
        REPLIES.put(name + " " + body, live.command(name, body));
    }

    @AfterAll
    static void forget() {
        MESSAGES.clear();
        REPLIES.clear();
    }

    @Test
    void everyMessageIsOnAChannelWithItsPayloadQosAndRetainFlag() {
        Set<String> mistakes = new TreeSet<>();
        for (Message message : MESSAGES) {
            List<AsyncApi.Channel> channels = API.of(message.topic());
            if (channels.size() != 1 || !channels.getFirst().sent()) {
                mistakes.add(message.topic() + ": channels " + channels);
                continue;
            }
            AsyncApi.Channel channel = channels.getFirst();
            check(message, channel).forEach(m -> mistakes.add(message.topic() + ": " + m));
        }
        assertEquals(Set.of(), mistakes);
    }

    private static List<String> check(Message message, AsyncApi.Channel channel) {
        List<String> mistakes = new ArrayList<>();
        if (message.retained() != channel.retained()) {
            mistakes.add("retained " + message.retained());
        }
        if ((message.delivery() == Delivery.AT_LEAST_ONCE ? 1 : 0) != channel.qos()) {
            mistakes.add(message.delivery().name());
        }
        switch (channel.contentType()) {
            case "application/json" ->
                    mistakes.addAll(
                            API.mistakes(channel.schema().orElseThrow(), Live.json(message)));
            case "text/plain" ->
                    mistakes.addAll(
                            API.mistakes(
                                    channel.schema().orElseThrow(),
                                    StringNode.valueOf(Live.text(message))));
            default -> {
                if (!message.payload().getString(1, 4).equals("PNG")) {
                    mistakes.add("is no PNG");
                }
            }
        }
        return mistakes;
    }

    /** What no session of the reference system has: a printed line, and what the verb tells. */
    private static void printed() {
        TwinPublisher publisher = new TwinPublisher(new Telemetry("twin", MESSAGES::add));
        LivePlan plan = Live.plan("full-stop-dry");
        publisher.publish(
                new News.Began(
                        plan.hosted(), plan.scenarios().apply("full-stop-dry"), 1, List.of()));
        publisher.publish(new News.Printed(1, 0, "hello"));
        MESSAGES.add(
                CatalogueTopic.of(
                        "twin",
                        plan.system(),
                        Map.of("infotainment:loop@2s", "It never returns."),
                        List.of("full-stop-dry")));
    }

    @Test
    void everyChannelWasUsed() {
        Set<String> unused = new TreeSet<>();
        for (AsyncApi.Channel channel : API.channels()) {
            boolean used =
                    MESSAGES.stream().anyMatch(m -> channel.address().matcher(m.topic()).matches());
            if (channel.sent() && !used) {
                unused.add(channel.name());
            }
        }
        assertEquals(Set.of(), unused);
    }

    @Test
    void everyCommandAndReplyIsAsItSays() {
        Set<String> asked = new TreeSet<>();
        REPLIES.forEach(
                (command, reply) -> {
                    String name = command.substring(0, command.indexOf(' '));
                    asked.add(name);
                    assertEquals(List.of(), API.mistakes(REPLY, reply), command);
                    JsonNode body = MAPPER.readTree(command.substring(name.length()));
                    boolean fits = API.mistakes(schema(name), body).isEmpty();
                    assertEquals(!command.contains(":0}"), fits, command);
                });
        assertEquals(CommandReader.NAMES, asked);
    }

    private static String schema(String command) {
        return API.of("bulkhead/twin/command/" + command).getFirst().schema().orElseThrow();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '§',
            value = {
                "pedal|{}",
                "pedal|{'positionPercent':101}",
                "pedal|{'positionPercent':'10'}",
                "pedal|{'positionPercent':10,'release':true}",
                "pedal|{'release':false}",
                "inject|{}",
                "inject|{'fault':7}",
                "restart|{'partition':''}",
                "pause|{'now':true}",
                "step|{'ms':-1}",
                "pace|{}",
                "pace|{'factor':0}",
                "rewind|{'scenario':[]}",
                "experiment|{'fault':'display:loop','profiles':[]}",
                "experiment|{'fault':'display:loop','cancel':true}",
                "campaign|{'population':'d'}",
                "campaign|{'faults':0}",
                "campaign|{'faults':10001}",
                "campaign|{'faults':7.5}",
                "campaign|{'seed':'1'}",
                "campaign|{'without':'pmp'}",
                "campaign|{'without':[7]}",
                "campaign|{'stop':false}",
                "campaign|{'stop':true,'faults':3}",
                "campaign|{'threads':4}",
                "snapshot|[]",
            })
    void whatItForbidsIsRefusedInOneLineWithARemedy(String name, String body) {
        String text = body.replace('\'', '"');
        assertFalse(API.mistakes(schema(name), MAPPER.readTree(text)).isEmpty());
        try (Live live = Live.of("full-stop-dry", Live.FREE)) {
            JsonNode reply = live.command(name, text);
            assertEquals(List.of(), API.mistakes(REPLY, reply));
            assertTrue(
                    reply.path("error").asString("").startsWith("command/" + name + ": "),
                    reply::toString);
            assertTrue(reply.path("error").asString("").contains("; "), reply::toString);
        }
    }
}
