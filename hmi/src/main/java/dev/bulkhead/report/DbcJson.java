package dev.bulkhead.report;

import dev.bulkhead.dbc.BitField.ByteOrder;
import dev.bulkhead.dbc.Dbc;
import dev.bulkhead.dbc.DbcFinding;
import dev.bulkhead.dbc.DbcMessage;
import dev.bulkhead.dbc.DbcReading;
import dev.bulkhead.dbc.DbcSignal;
import dev.bulkhead.dbc.MessageCodec;
import dev.bulkhead.dbc.SignalValue;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.List;
import java.util.Locale;

/** A message database, and what its frames say, as JSON; docs/results.md has the fields. */
public final class DbcJson {
    private DbcJson() {}

    /**
     * @param messages those that are asked for
     */
    public static ObjectNode object(DbcReading reading, List<DbcMessage> messages) {
        Dbc dbc = reading.dbc();
        ObjectNode object = Json.object();
        object.put("file", reading.file());
        object.put("encoding", reading.encoding());
        object.put("version", dbc.version());
        object.put("comment", dbc.comment());
        ArrayNode nodes = object.putArray("nodes");
        dbc.nodes()
                .forEach(
                        node ->
                                nodes.addObject()
                                        .put("name", node.name())
                                        .put("comment", node.comment()));
        ArrayNode all = object.putArray("messages");
        messages.forEach(message -> message(all.addObject(), message));
        ArrayNode findings = object.putArray("findings");
        reading.findings().forEach(finding -> finding(findings.addObject(), finding));
        return object;
    }

    private static void message(ObjectNode node, DbcMessage message) {
        node.put("id", message.identifier());
        node.put("idHex", DbcReport.identifier(message));
        node.put("extended", message.extended());
        node.put("name", message.name());
        node.put("longName", message.longName());
        node.put("lengthBytes", message.length());
        node.put("fd", message.fd());
        message.j1939().ifPresent(id -> node.put("pgn", id.group()));
        message.intAttribute("GenMsgCycleTime").ifPresent(ms -> node.put("cycleMs", ms));
        texts(node.putArray("senders"), message.senders());
        node.put("comment", message.comment());
        ArrayNode signals = node.putArray("signals");
        message.signals().forEach(signal -> signal(signals.addObject(), signal));
    }

    private static void signal(ObjectNode node, DbcSignal signal) {
        node.put("name", signal.name());
        node.put("longName", signal.longName());
        node.put("startBit", signal.startBit());
        node.put("lengthBits", signal.length());
        node.put(
                "byteOrder",
                signal.order() == ByteOrder.LITTLE_ENDIAN ? "little-endian" : "big-endian");
        node.put("type", Figures.words(signal.type()));
        node.put("factor", signal.factor());
        node.put("offset", signal.offset());
        if (signal.limited()) {
            node.put("minimum", signal.minimum());
            node.put("maximum", signal.maximum());
        }
        node.put("unit", signal.unit());
        texts(node.putArray("receivers"), signal.receivers());
        node.put("selects", signal.multiplexing().selects());
        signal.multiplexing()
                .when()
                .ifPresent(
                        when -> {
                            ObjectNode selected = node.putObject("when");
                            selected.put("multiplexer", when.by());
                            ArrayNode values = selected.putArray("values");
                            when.values()
                                    .forEach(
                                            range ->
                                                    values.addObject()
                                                            .put("first", range.first())
                                                            .put("last", range.last()));
                        });
        ObjectNode names = node.putObject("values");
        signal.values().texts().forEach((raw, text) -> names.put(raw.toString(), text));
        node.put("comment", signal.comment());
    }

    private static void finding(ObjectNode node, DbcFinding finding) {
        node.put("severity", finding.severity().name().toLowerCase(Locale.ROOT));
        node.put("rule", finding.rule());
        node.put("line", finding.line());
        node.put("what", finding.what());
        node.put("remedy", finding.remedy());
    }

    /** What a frame says. */
    public static void frame(ObjectNode node, DbcMessage message, MessageCodec.Decoded decoded) {
        node.put("message", message.name());
        ArrayNode signals = node.putArray("signals");
        for (SignalValue value : decoded.values()) {
            DbcSignal signal = value.signal();
            ObjectNode one = signals.addObject();
            one.put("name", signal.name());
            one.put("raw", signal.exactRaw(value.raw()));
            one.put("value", value.physical().orElse(null));
            one.put("text", value.text());
            one.put("unit", signal.unit());
            value.name().ifPresent(name -> one.put("valueName", name));
            value.complaint().ifPresent(complaint -> one.put("complaint", complaint));
        }
        decoded.wide()
                .forEach(
                        (signal, raw) ->
                                signals.addObject()
                                        .put("name", signal.name())
                                        .put("raw", raw)
                                        .put("value", signal.physical(raw))
                                        .put("text", signal.physical(raw).toPlainString())
                                        .put("unit", ""));
        texts(node.putArray("complaints"), decoded.complaints());
    }

    private static void texts(ArrayNode array, List<String> texts) {
        texts.forEach(array::add);
    }
}
