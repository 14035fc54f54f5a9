package dev.bulkhead.chain;

import dev.bulkhead.chain.CausalChain.Goal;
import dev.bulkhead.chain.CausalChain.Request;
import dev.bulkhead.chain.Step.Kind;
import dev.bulkhead.trace.TraceRecord.PartitionFault;
import dev.bulkhead.twin.Twin;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Says steps in words, and few of them. */
final class Wording {
    private static final int MOST_LINKS = 12;
    private static final int FIRST_LINKS = 5;

    private final Request request;
    private final Places places;
    private final Twin twin;

    Wording(Request request, Places places, Twin twin) {
        this.request = request;
        this.places = places;
        this.twin = twin;
    }

    /** What can be said when the difference was not met. */
    List<Link> unreached(Step fault, long instructions) {
        List<Link> links = new ArrayList<>();
        links.add(link(fault));
        links.add(
                new Link(
                        twin.now().ps(),
                        twin.ecu().cycles(),
                        Link.Kind.NOT_TRACED,
                        instructions >= CausalChain.MOST_INSTRUCTIONS
                                ? ("the first difference lies further away than the %d million"
                                                + " instructions that are followed")
                                        .formatted(CausalChain.MOST_INSTRUCTIONS / 1_000_000)
                                : "the first difference was not met in the rerun",
                        "",
                        Optional.empty(),
                        Optional.empty()));
        return links;
    }

    /** The links of a way from the fault to the difference. */
    List<Link> links(List<Step> way) {
        List<Link> links = new ArrayList<>();
        if (way.getFirst().kind != Kind.FAULT) {
            links.add(activation());
            links.add(gap(way.getFirst()));
        }
        for (Step step : fold(way)) {
            links.add(link(step));
        }
        return shorten(links);
    }

    private Link activation() {
        Step fault = new Step(Kind.FAULT, request.activation().cycle(), 0, 0);
        fault.pc = request.activation().pc();
        return link(fault);
    }

    private Link gap(Step first) {
        return new Link(
                ps(first),
                first.cycle,
                Link.Kind.NOT_TRACED,
                "what lies between the fault and the next link is in no record of both runs",
                "",
                Optional.empty(),
                Optional.empty());
    }

    /** Of the steps in one function those that bring a value in, and that take it out or decide. */
    private List<Step> fold(List<Step> way) {
        List<Step> kept = new ArrayList<>();
        int from = 0;
        while (from < way.size()) {
            int to = from + 1;
            while (to < way.size() && together(way.get(from), way.get(to))) {
                to++;
            }
            kept.add(way.get(from));
            if (to - from > 1) {
                kept.add(way.get(to - 1));
            }
            from = to;
        }
        return kept;
    }

    private boolean together(Step first, Step next) {
        if (first.kind == Kind.KERNEL && next.kind == Kind.KERNEL) {
            return first.record.isEmpty()
                    && next.record.isEmpty()
                    && first.partition == next.partition;
        }
        return first.isInstruction()
                && next.isInstruction()
                && first.partition == next.partition
                && places.function(first.pc).equals(places.function(next.pc));
    }

    private static List<Link> shorten(List<Link> links) {
        if (links.size() <= MOST_LINKS) {
            return links;
        }
        int last = links.size() - (MOST_LINKS - FIRST_LINKS - 1);
        Link at = links.get(FIRST_LINKS);
        List<Link> few = new ArrayList<>(links.subList(0, FIRST_LINKS));
        few.add(
                new Link(
                        at.atPs(),
                        at.cycle(),
                        Link.Kind.FOLDED,
                        "%d more links like these".formatted(last - FIRST_LINKS),
                        "",
                        Optional.empty(),
                        Optional.empty()));
        few.addAll(links.subList(last, links.size()));
        return few;
    }

    private long ps(Step step) {
        return twin.ecu().clock().edgePs(step.cycle);
    }

    private Link link(Step step) {
        return new Link(
                ps(step),
                step.cycle,
                kind(step),
                text(step),
                place(step),
                expected(step),
                actual(step));
    }

    private String place(Step step) {
        if (step.record.isPresent() && step.record.get() instanceof PartitionFault denied) {
            return places.code(denied.pc());
        }
        return step.pc == 0 ? "" : places.code(step.pc);
    }

    private boolean contained() {
        return request.goal() instanceof Goal.Refusal || request.goal() instanceof Goal.Fate;
    }

    private Link.Kind kind(Step step) {
        return switch (step.kind) {
            case FAULT -> Link.Kind.FAULT;
            case STATE -> Link.Kind.STATE;
            case LOAD -> Link.Kind.LOAD;
            case STORE -> Link.Kind.STORE;
            case COMPUTE -> Link.Kind.COMPUTE;
            case BRANCH -> Link.Kind.BRANCH;
            case KERNEL -> Link.Kind.KERNEL;
            case DMA -> Link.Kind.DMA;
            case DEVICE -> Link.Kind.DEVICE;
            case FRAME -> Link.Kind.FRAME;
            case HELD -> Link.Kind.HELD;
            case UNEXPLAINED -> Link.Kind.NOT_TRACED;
            case DIFFERENCE -> contained() ? Link.Kind.ENDED : Link.Kind.DIFFERENCE;
        };
    }

    private String text(Step step) {
        String who = places.partition(step.partition);
        return switch (step.kind) {
            case FAULT -> request.activation().effect();
            case STATE -> step.text + " differs from the healthy run";
            case LOAD ->
                    "%s loads %d bytes of %s".formatted(who, step.bytes, data(step.address))
                            + elsewhere(step);
            case STORE ->
                    "%s stores %d bytes to %s".formatted(who, step.bytes, data(step.address))
                            + elsewhere(step);
            case COMPUTE -> "%s computes with it".formatted(who);
            case BRANCH -> "%s decides its way by it".formatted(who);
            case KERNEL ->
                    step.record
                            .map(request.text())
                            .orElse(step.text + ", for " + who + ", takes it");
            case DMA -> "DMA reads " + data(step.address);
            case DEVICE, HELD -> step.text;
            case UNEXPLAINED -> step.text + " differs from the healthy run, how is not traced";
            case FRAME, DIFFERENCE -> step.record.map(request.text()).orElse(step.text);
        };
    }

    private String data(int address) {
        return places.data(address, twin.ecu().port());
    }

    private String elsewhere(Step step) {
        return step.compared && !step.onlyHere && step.address != step.expectedAddress
                ? ", not of " + data(step.expectedAddress)
                : "";
    }

    private Optional<String> expected(Step step) {
        if (step.kind == Kind.FAULT) {
            return disturbed(request.activation().before());
        }
        if (step.kind == Kind.DIFFERENCE && !step.compared) {
            return request.expected()
                    .map(record -> at(record.atPs()) + request.text().apply(record));
        }
        if (!step.compared) {
            return Optional.empty();
        }
        return Optional.of(step.onlyHere ? "not executed" : value(step, step.expected));
    }

    /** An instruction executed twice, or an image that begins to attack, alters no value. */
    private Optional<String> disturbed(long value) {
        boolean altered = request.activation().before() != request.activation().after();
        return altered ? Optional.of(hex(value, 4)) : Optional.empty();
    }

    private Optional<String> actual(Step step) {
        if (step.kind == Kind.FAULT) {
            return disturbed(request.activation().after());
        }
        if (step.kind == Kind.DIFFERENCE && !step.compared && request.expected().isPresent()) {
            return Optional.of(
                    step.record
                            .map(record -> at(record.atPs()) + request.text().apply(record))
                            .orElse("nothing"));
        }
        boolean has = step.compared || step.isInstruction();
        return has ? Optional.of(value(step, step.value)) : Optional.empty();
    }

    private static String at(long ps) {
        return String.format(Locale.ROOT, "%.7f s ", ps / 1e12);
    }

    private String value(Step step, long value) {
        return switch (step.kind) {
            case BRANCH -> "goes to " + places.code((int) value);
            case HELD -> "cycle " + value;
            default -> hex(value, step.bytes);
        };
    }

    private static String hex(long value, int bytes) {
        return switch (bytes) {
            case 1 -> "0x%02x".formatted(value & 0xff);
            case 2 -> "0x%04x".formatted(value & 0xffff);
            case 8 -> "0x%016x".formatted(value);
            default -> "0x%08x".formatted((int) value);
        };
    }
}
