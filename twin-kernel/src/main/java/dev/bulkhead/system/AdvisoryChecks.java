package dev.bulkhead.system;

import dev.bulkhead.document.Document;
import dev.bulkhead.system.Advisory.Condition;
import dev.bulkhead.system.Advisory.FieldRange;
import dev.bulkhead.system.SystemDescription.End;
import dev.bulkhead.system.SystemDescription.SamplingPort;

/** Data flow from a lower level to a higher one only by ports that say which messages are legal. */
final class AdvisoryChecks {
    private final Document document;
    private final SystemDescription system;
    private final BrokenRules broken;

    private AdvisoryChecks(Document document, SystemDescription system, BrokenRules broken) {
        this.document = document;
        this.system = system;
        this.broken = broken;
    }

    static void check(Document document, SystemDescription system, BrokenRules broken) {
        AdvisoryChecks checks = new AdvisoryChecks(document, system, broken);
        for (int i = 0; i < system.ports().size(); i++) {
            checks.port(system.ports().get(i), i);
        }
    }

    private void port(SamplingPort port, int i) {
        Level writer = level(port.writer());
        boolean upward = false;
        for (int r = 0; r < port.readers().size(); r++) {
            Level reader = level(port.readers().get(r));
            boolean higher = reader.compareTo(writer) > 0;
            upward |= higher;
            if (higher && port.advisory().isEmpty()) {
                broken.add(
                        Rule.C2,
                        document.error(
                                "'%s' of level %s would read what '%s' of level %s writes"
                                        .formatted(
                                                port.readers().get(r).partition(),
                                                reader,
                                                port.writer().partition(),
                                                writer),
                                "give the port the key 'advisory' with what is legal",
                                "ports",
                                i,
                                "readers",
                                r,
                                "partition"));
            }
        }
        if (port.advisory().isPresent()) {
            if (!upward) {
                throw document.error(
                        "no reader is of a level above %s of '%s'"
                                .formatted(writer, port.writer().partition()),
                        "remove the key",
                        "ports",
                        i,
                        "advisory");
            }
            for (int f = 0; f < port.advisory().get().ranges().size(); f++) {
                field(
                        port.advisory().get().ranges().get(f),
                        port.size(),
                        "ports",
                        i,
                        "advisory",
                        "range",
                        f,
                        "bits");
            }
            port.advisory().get().validWhen().ifPresent(it -> condition(it, writer, i));
        }
    }

    private void condition(Condition condition, Level writer, int i) {
        SamplingPort port =
                system.ports().stream()
                        .filter(it -> it.name().equals(condition.port()))
                        .findFirst()
                        .orElseThrow(
                                () ->
                                        document.error(
                                                "there is no port '%s'".formatted(condition.port()),
                                                "name one of the list 'ports'",
                                                "ports",
                                                i,
                                                "advisory",
                                                "valid_when",
                                                "port"));
        if (level(port.writer()).compareTo(writer) <= 0) {
            throw document.error(
                    "'%s' is written by '%s' of level %s, which is not above %s"
                            .formatted(
                                    port.name(),
                                    port.writer().partition(),
                                    level(port.writer()),
                                    writer),
                    "name a port whose writer has a higher level",
                    "ports",
                    i,
                    "advisory",
                    "valid_when",
                    "port");
        }
        field(condition.field(), port.size(), "ports", i, "advisory", "valid_when", "bits");
    }

    private void field(FieldRange field, int size, Object... at) {
        if (field.bit() + field.bits() > Byte.SIZE * size) {
            throw document.error(
                    "bits %d to %d are not inside the message of %d bytes"
                            .formatted(field.bit(), field.bit() + field.bits() - 1, size),
                    "move the field or raise the port's size",
                    at);
        }
        if (field.least() > field.most() || field.most() >>> field.bits() != 0) {
            throw document.error(
                    "%d to %d is no range of %d bits"
                            .formatted(field.least(), field.most(), field.bits()),
                    "correct min and max",
                    at);
        }
    }

    private Level level(End end) {
        return system.partition(end.partition()).orElseThrow().level();
    }
}
