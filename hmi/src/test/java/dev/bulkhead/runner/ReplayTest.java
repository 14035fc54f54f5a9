package dev.bulkhead.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.input.InputError;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A whole live session, played again from its journal. */
class ReplayTest {
    private static final String SCENARIO = "full-stop-dry";
    private static final String HEADER =
            "{'kind':'bulkhead live journal','formatVersion':1,'productVersion':'0',"
                    + "'system':'reference','seed':1,'profile':'microkernel','without':[]}";

    @TempDir private Path folder;

    private Path journal() {
        return folder.resolve("session.jsonl");
    }

    private static Replay.Result replay(Path file) {
        return Replay.of(JournalFile.read(file.toString()), _ -> Live.plan(SCENARIO));
    }

    /** Pedal, faults, frames, restart, pause, step, pace and a second run; the last trace hash. */
    private String session() {
        try (Live live = Live.of(SCENARIO, Live.FREE.withJournal(journal()))) {
            live.done("pedal", "{\"positionPercent\":30}");
            live.done("pause", "{}");
            live.done("step", "{\"ms\":120.25}");
            live.done("inject", "{\"fault\":\"infotainment:wild-store=braking\"}");
            live.done("pace", "{\"factor\":50}");
            live.done("resume", "{}");
            live.done("restart", "{\"partition\":\"display\"}");
            live.done("pedal", "{\"release\":true,\"atS\":1.2345678}");
            live.done("pause", "{}");
            live.done("send", "{\"bus\":\"chassis\",\"frame\":\"7FF#0102\"}");
            live.done("send", "{\"bus\":\"chassis\",\"frame\":\"1FFFFFFF#\"}");
            live.done("inject", "{\"fault\":\"body-can:rewritten=forged-frame,PrefillHint\"}");
            live.done("snapshot", "{}");
            live.done("step", "{\"ms\":40}");
            live.done("rewind", "{\"scenario\":\"infotainment-crash\"}");
            live.done("step", "{\"ms\":50}");
            live.done("rewind", "{\"snapshot\":true}");
            live.done("step", "{\"ms\":700}");
            live.done("rewind", "{\"scenario\":\"infotainment-crash\"}");
            live.done("resume", "{}");
            live.done("pace", "{\"factor\":null}");
            live.done("pedal", "{\"positionPercent\":55.5,\"atS\":0.25}");
            live.done("inject", "{\"fault\":\"infotainment:illegal-instruction\"}");
            live.done("pause", "{}");
            return live.traceHash();
        }
    }

    @Nested
    class TheSameTrace {
        @Test
        void comesOutEachTime() {
            String hash = session();
            for (int i = 0; i < 2; i++) {
                Replay.Result result = replay(journal());
                assertEquals(java.util.Optional.empty(), result.difference());
                assertEquals(hash, result.traceHash());
                assertEquals(4, result.runs());
                assertEquals(9, result.commands());
                assertTrue(result.complete());
            }
        }

        @Test
        void isTheWholeJournalsBusiness() throws IOException {
            session();
            String text = Files.readString(journal());
            Files.writeString(journal(), text.replaceFirst("\"positionPercent\":30", "$0.5"));

            Replay.Result result = replay(journal());

            assertTrue(
                    result.difference().orElse("").startsWith(journal() + ":4: the trace up to "),
                    result.toString());
        }

        @Test
        void goesUpToWhereASessionWasKilled() throws IOException {
            session();
            String text = Files.readString(journal());
            Files.writeString(journal(), text.substring(0, text.length() - 40));

            Replay.Result result = replay(journal());

            assertFalse(result.complete());
            assertEquals(java.util.Optional.empty(), result.difference());
            assertEquals(9, result.commands());
        }
    }

    @Test
    void aJournalReplacesNoFile() throws IOException {
        Files.writeString(journal(), "mine");
        InputError error =
                assertThrows(
                        InputError.class,
                        () -> Live.of(SCENARIO, Live.FREE.withJournal(journal())).close());
        assertEquals(
                journal() + ": exists, and a journal replaces no file; name a new file",
                error.getMessage());
        assertEquals("mine", Files.readString(journal()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '§',
            value = {
                "1|nothing|is no JSON object",
                "1|{'kind':'else'}|is no journal of a live session",
                "2|{'atPs':1,'command':'pause','body':{},'traceHash':'0'}"
                        + "|command 'pause' does not act on a twin",
                "2|{'atPs':1,'command':'pedal','body':{'positionPercent':101},'traceHash':'0'}"
                        + "|positionPercent is no number from 0 to 100",
                "2|{'atPs':1,'command':'pedal','body':{'release':true},'traceHash':'0'}"
                        + "|stands outside of a run",
                "2|{'endPs':1,'traceHash':'0'}|stands outside of a run",
                "2|{'run':''}|run is missing or no text",
                "2|{}|is neither a run, a command nor an end",
            })
    void aBadLineIsToldWithItsPlace(int line, String text, String what) throws IOException {
        List<String> lines = line == 1 ? List.of(text) : List.of(HEADER, text);
        Files.writeString(journal(), String.join("\n", lines).replace('\'', '"') + "\n");
        InputError error =
                assertThrows(InputError.class, () -> JournalFile.read(journal().toString()));
        assertEquals(journal() + ":" + line, error.place());
        assertEquals(what, error.what());
    }
}
