package dev.bulkhead.system;

import dev.bulkhead.document.Document;
import dev.bulkhead.document.Node;
import dev.bulkhead.e2e.E2eChecker;
import dev.bulkhead.e2e.E2eKind;
import dev.bulkhead.e2e.E2eLaterProfile;
import dev.bulkhead.e2e.E2eParameters;
import dev.bulkhead.e2e.E2eProfile;
import dev.bulkhead.e2e.E2eProfile1.DataIdMode;
import dev.bulkhead.system.Advisory.Condition;
import dev.bulkhead.system.Advisory.FieldRange;
import dev.bulkhead.system.Advisory.Protection;
import dev.bulkhead.system.SystemDescription.SamplingPort;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Turns the sampling ports of a document into records; what protects them has to fit together. */
final class PortBinder {
    /** Of profiles 1 and 2, whose counts go no further. */
    private static final int MOST_CHECKS = 14;

    private static final String MAX_DELTA = "max_delta";
    private static final String MAX_NO_NEW = "max_no_new";
    private static final String SYNC_COUNTER = "sync_counter";

    private final Document document;
    private final int index;

    private PortBinder(Document document, int index) {
        this.document = document;
        this.index = index;
    }

    static List<SamplingPort> bind(Document document) {
        List<Node.Mapping> ports = document.root().mappings("ports");
        List<SamplingPort> bound = new ArrayList<>();
        for (int i = 0; i < ports.size(); i++) {
            bound.add(new PortBinder(document, i).port(ports.get(i)));
        }
        return bound;
    }

    private SamplingPort port(Node.Mapping node) {
        int size = node.integer("size");
        return new SamplingPort(
                node.text("name"),
                size,
                node.integer("refresh_us"),
                DescriptionBinder.end(node.mapping("writer")),
                DescriptionBinder.list(node, "readers", DescriptionBinder::end),
                node.has("advisory")
                        ? Optional.of(advisory(node.mapping("advisory"), size))
                        : Optional.empty());
    }

    private Advisory advisory(Node.Mapping node, int size) {
        return new Advisory(
                node.has("e2e")
                        ? Optional.of(protection(node.mapping("e2e"), size))
                        : Optional.empty(),
                DescriptionBinder.list(node, "range", PortBinder::field),
                node.has("valid_when")
                        ? Optional.of(condition(node.mapping("valid_when")))
                        : Optional.empty(),
                node.integer("min_period_us", 0));
    }

    private static Condition condition(Node.Mapping node) {
        return new Condition(node.text("port"), field(node));
    }

    private static FieldRange field(Node.Mapping node) {
        return new FieldRange(
                node.integer("bit"),
                node.integer("bits"),
                node.scalar("min").integer(),
                node.scalar("max").integer());
    }

    private Protection protection(Node.Mapping node, int size) {
        E2eKind kind = E2eKind.of(node.text("profile")).orElseThrow();
        E2eParameters said =
                new E2eParameters(
                        kind,
                        node.has("mode")
                                ? Optional.of(
                                        DataIdMode.valueOf(
                                                node.text("mode").toUpperCase(Locale.ROOT)))
                                : Optional.empty(),
                        node.has("data_id") ? node.scalar("data_id").integer() : 0,
                        node.integers("data_ids"),
                        node.integer("offset", 0),
                        size);
        said.misfit()
                .ifPresent(
                        it -> {
                            throw document.error(it.what(), it.remedy(), at(key(it.part())));
                        });
        long maxDelta = node.scalar(MAX_DELTA).integer();
        long most = kind.isEarly() ? MOST_CHECKS : kind.counterValues() - 1;
        if (maxDelta > most) {
            throw document.error(
                    "%s %d is above %d, the most of profile %s"
                            .formatted(MAX_DELTA, maxDelta, most, kind.label()),
                    "lower it",
                    at(MAX_DELTA));
        }
        E2eProfile profile = said.profile();
        if (profile instanceof E2eLaterProfile later) {
            requireNone(node, kind, MAX_NO_NEW);
            requireNone(node, kind, SYNC_COUNTER);
            return new Advisory.Later(later, maxDelta);
        }
        return new Advisory.Early(
                profile,
                new E2eChecker.Limits(
                        (int) maxDelta,
                        node.integer(MAX_NO_NEW, MOST_CHECKS),
                        node.integer(SYNC_COUNTER, 0)));
    }

    private void requireNone(Node.Mapping node, E2eKind kind, String key) {
        if (node.has(key)) {
            throw document.error(
                    "the check of profile %s has no %s".formatted(kind.label(), key),
                    "remove it",
                    at(key));
        }
    }

    private static String key(E2eParameters.Part part) {
        return switch (part) {
            case MODE -> "mode";
            case DATA_ID -> "data_id";
            case DATA_IDS -> "data_ids";
            case OFFSET -> "offset";
            case LENGTH -> "profile";
        };
    }

    private Object[] at(String key) {
        return new Object[] {"ports", index, "advisory", "e2e", key};
    }
}
