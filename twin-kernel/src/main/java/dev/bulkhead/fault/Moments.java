package dev.bulkhead.fault;

import dev.bulkhead.document.Text;
import dev.bulkhead.time.SimTime;
import dev.bulkhead.trace.FrameKey;
import dev.bulkhead.trace.TraceRecord;
import dev.bulkhead.trace.TraceRecord.PartitionRestarted;
import dev.bulkhead.trace.TraceRecord.WindowStarted;

import java.util.List;

/** Finds out what a fault's {@link When} means in a system. */
final class Moments {
    private Moments() {}

    static Moment of(Site site) {
        return switch (site.fault().when()) {
            case When.Unsaid _ -> at(site, unsaidPs(site));
            case When.AtTime(SimTime at) -> at(site, at.ps());
            case When.AtCycle(long cycle) -> new Moment.AtCycle(cycle);
            case When.Executed(String place, long count) ->
                    new Moment.Executed(executed(site, place), count);
            case When.Line line -> Lines.moment(site, line);
            case When.Accessed(boolean write, String place, long count) ->
                    new Moment.Accessed(site.port(), write, executed(site, place), count);
            case When.Window(String partition, long count) -> {
                long member = 1L << partition(site, partition);
                yield new Moment.Recorded(
                        record ->
                                record instanceof WindowStarted w && (w.partitions() & member) != 0,
                        count);
            }
            case When.Message(String bus, int identifier, long count) -> {
                int index = bus(site, bus);
                yield new Moment.Recorded(
                        record ->
                                record instanceof TraceRecord.FrameSent f
                                        && f.bus() == index
                                        && FrameKey.ofClassic(f.identifier()) == identifier,
                        count);
            }
            case When.Boot _ ->
                    new Moment.ImagesStand(
                            site.port().ram(), site.twin().system().partitions().size());
            case When.Restart(String partition) -> {
                int index = partition(site, partition);
                yield new Moment.Recorded(
                        record -> record instanceof PartitionRestarted r && r.partition() == index,
                        1);
            }
        };
    }

    private static long unsaidPs(Site site) {
        return Math.min(When.DEFAULT_PS, site.twin().scenario().duration().ps() / 2);
    }

    private static Moment at(Site site, long ps) {
        return new Moment.AtCycle(site.twin().ecu().clock().edgeAtOrAfter(ps));
    }

    private static int executed(Site site, String place) {
        int own = site.names().partition(site.fault().target()).orElse(-1);
        return site.names().address(site.place(), own, place);
    }

    private static int partition(Site site, String name) {
        return site.names()
                .partition(name)
                .orElseThrow(
                        () ->
                                site.error(
                                        "unknown partition " + Text.quote(name),
                                        Text.remedyFor(name, site.partitionNames())));
    }

    private static int bus(Site site, String name) {
        List<String> buses = site.twin().system().buses().stream().map(b -> b.name()).toList();
        if (!buses.contains(name)) {
            throw site.error("unknown bus " + Text.quote(name), Text.remedyFor(name, buses));
        }
        return buses.indexOf(name);
    }
}
