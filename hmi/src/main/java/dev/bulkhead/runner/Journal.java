package dev.bulkhead.runner;

import dev.bulkhead.document.Text;
import dev.bulkhead.input.InputError;
import dev.bulkhead.time.SimTime;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Writes down what acted on a live twin, a JSON object a line: each line stands in the file before
 * its command is answered, so that of a session that was killed only the end is missing.
 */
final class Journal implements Closeable {
    static final int FORMAT_VERSION = 1;
    static final String KIND = "bulkhead live journal";

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final FileChannel file;
    private boolean broken;

    private Journal(FileChannel file) {
        this.file = file;
    }

    /**
     * A new file with its first line.
     *
     * @param asked if it is a folder, the file is one of it that is not there yet, so that a twin
     *     that is started again, as in a container, keeps each session's
     * @throws InputError if it is there already or cannot be made
     */
    static Journal create(Path asked, LivePlan plan) {
        Path path = Files.isDirectory(asked) ? nextIn(asked) : asked;
        String shown = Text.plain(path.toString());
        try {
            Journal journal =
                    new Journal(
                            FileChannel.open(
                                    path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
            ObjectNode header = node();
            header.put("kind", KIND);
            header.put("formatVersion", FORMAT_VERSION);
            header.put("productVersion", plan.productVersion());
            header.put("system", plan.systemName());
            header.put("seed", plan.settings().seed());
            header.put("profile", plan.settings().profile());
            ArrayNode without = header.putArray("without");
            plan.settings().off().labels().forEach(without::add);
            journal.write(header);
            if (journal.broken) {
                throw new IOException(shown);
            }
            return journal;
        } catch (FileAlreadyExistsException _) {
            throw new InputError(
                    shown, "exists, and a journal replaces no file", "name a new file");
        } catch (IOException _) {
            throw new InputError(
                    shown, "cannot be written", "name a file in a folder that is writable");
        }
    }

    private static Path nextIn(Path folder) {
        Path file = folder.resolve("journal.jsonl");
        for (int i = 2; Files.exists(file); i++) {
            file = folder.resolve("journal-" + i + ".jsonl");
        }
        return file;
    }

    /** A run begins at power-on. */
    void began(String scenario) {
        write(node().put("run", scenario));
    }

    /**
     * A command entered.
     *
     * @param traceHash of all that was before it
     */
    void entered(String command, JsonNode body, SimTime at, String traceHash) {
        ObjectNode line = node().put("atPs", at.ps()).put("command", command);
        line.set("body", body);
        write(line.put("traceHash", traceHash));
    }

    /** A snapshot was taken, which a later run may go on from. */
    void kept(SimTime at, String traceHash) {
        write(node().put("snapshotPs", at.ps()).put("traceHash", traceHash));
    }

    /** A run goes on from the last snapshot. */
    void wentBack(String scenario) {
        write(node().put("run", scenario).put("fromSnapshot", true));
    }

    /** The run was left here. */
    void ended(SimTime at, String traceHash) {
        write(node().put("endPs", at.ps()).put("traceHash", traceHash));
    }

    private static ObjectNode node() {
        return JsonNodeFactory.instance.objectNode();
    }

    private void write(ObjectNode line) {
        if (broken) {
            return; // a journal with a gap would be worse than one that ends
        }
        byte[] bytes = (MAPPER.writeValueAsString(line) + "\n").getBytes(StandardCharsets.UTF_8);
        ByteBuffer left = ByteBuffer.wrap(bytes);
        try {
            while (left.hasRemaining()) {
                file.write(left);
            }
        } catch (IOException _) {
            broken = true;
        }
    }

    /** Whether something could not be written, such as on a full disk. */
    boolean isBroken() {
        return broken;
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException _) {
            broken = true;
        }
    }
}
