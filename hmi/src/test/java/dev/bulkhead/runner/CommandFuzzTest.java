package dev.bulkhead.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.fault.Fault;
import dev.bulkhead.fault.FaultCatalogue;
import dev.bulkhead.input.InputError;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** No command, however wrong, ends a twin. */
class CommandFuzzTest {
    private static final List<String> SEEDS =
            List.of(
                    "{\"positionPercent\":50,\"atS\":1.5}",
                    "{\"release\":true}",
                    "{\"fault\":\"infotainment:wild-store=braking@2s\"}",
                    "{\"fault\":\"ram:flip=0x80000000:3@exec:main#2;ecc=off\"}",
                    "{\"partition\":\"display\",\"atS\":2}",
                    "{\"ms\":12.5}",
                    "{\"factor\":null}",
                    "{\"scenario\":\"full-stop-dry\"}",
                    "{\"snapshot\":true}",
                    "{\"fault\":\"display:loop\",\"profiles\":[\"microkernel\"],\"cancel\":true}",
                    "{\"population\":\"b\",\"faults\":100,\"seed\":-3,\"without\":[\"pmp\"]}",
                    "{\"stop\":true}");

    @Test
    void aDamagedBodyIsACommandOrAnErrorInOneLine() {
        SplittableRandom random = new SplittableRandom(5);
        List<String> names = List.copyOf(CommandReader.NAMES);
        int refused = 0;
        for (int i = 0; i < 50_000; i++) {
            String name = names.get(random.nextInt(names.size()));
            String body = damaged(SEEDS.get(random.nextInt(SEEDS.size())), random);
            try {
                CommandReader.read(name, body);
            } catch (InputError e) {
                refused++;
                assertEquals(1, e.getMessage().lines().count(), body);
            } catch (RuntimeException e) {
                throw new AssertionError("run " + i + ": " + name + " " + body, e);
            }
        }
        assertTrue(refused > 10_000, "refused " + refused);
    }

    private static String damaged(String seed, SplittableRandom random) {
        StringBuilder text = new StringBuilder(seed);
        for (int n = random.nextInt(5); n > 0 && !text.isEmpty(); n--) {
            int at = random.nextInt(text.length());
            switch (random.nextInt(4)) {
                case 0 -> text.deleteCharAt(at);
                case 1 -> text.setCharAt(at, (char) random.nextInt(0x20, 0x7f));
                case 2 -> text.insert(at, (char) random.nextInt(0x10000));
                default -> text.insert(at, text.substring(at));
            }
        }
        return text.toString();
    }

    /** All together in one twin, which then is what its journal says. */
    @Tag("full")
    @Test
    void everyKindOfFaultIsInjectedLiveAndReplayed(@TempDir Path folder) {
        Path journal = folder.resolve("session.jsonl");
        String hash;
        int injected = 0;
        try (Live live = Live.of("full-stop-dry", Live.FREE.withJournal(journal))) {
            live.done("pause", "{}");
            live.done("step", "{\"ms\":30}");
            for (Fault fault : FaultCatalogue.examples()) {
                String body =
                        JsonNodeFactory.instance.objectNode().put("fault", fault.text()).toString();
                JsonNode reply = live.command("inject", body);
                boolean ok = reply.path("ok").booleanValue();
                injected += ok ? 1 : 0;
                assertTrue(
                        ok || !reply.path("error").asString("").contains("the twin has ended"),
                        () -> fault.text() + ": " + reply);
                live.done("step", "{\"ms\":1}");
            }
            live.done("step", "{\"ms\":3000}");
            hash = live.traceHash();
        }
        assertTrue(injected >= 25, "injected " + injected);
        Replay.Result result =
                Replay.of(JournalFile.read(journal.toString()), _ -> Live.plan("full-stop-dry"));
        assertEquals(Optional.empty(), result.difference());
        assertEquals(hash, result.traceHash());
    }
}
