package dev.bulkhead.campaign;

import dev.bulkhead.can.ReplayedBus.Script;
import dev.bulkhead.memory.RamSource;
import dev.bulkhead.state.Snapshot;
import dev.bulkhead.time.SimTime;
import dev.bulkhead.trace.TraceRecord;
import dev.bulkhead.trace.TraceSink;
import dev.bulkhead.twin.Twin;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;

/** The healthy run with its loop through the world cut, and where reruns of that kind can start. */
final class CutGolden {
    private static final SimTime BETWEEN_CHECKPOINTS = SimTime.ofMs(500);

    private final Golden golden;
    private final SortedMap<String, Script> scripts;
    private final Recorder recorder;
    private final List<Checkpoint> checkpoints = new ArrayList<>();

    private record Checkpoint(SimTime at, Snapshot snapshot, int records) {}

    /**
     * A rerun where it starts.
     *
     * @param before the protected records up to there
     */
    record Rerun(Twin twin, List<TraceRecord> before) {}

    CutGolden(Golden golden) {
        this.golden = golden;
        ProtectedDomain domain = golden.subject().domain();
        scripts = new LoopCut(domain, golden.bounds()).scripts(golden.trace());
        recorder = new Recorder(domain);
        Twin twin = golden.assembly().twin(golden.subject(), scripts, RamSource.NEW, recorder);
        for (SimTime next = SimTime.ZERO;
                next.compareTo(golden.end()) < 0;
                next = next.plus(BETWEEN_CHECKPOINTS)) {
            twin.runOn(next);
            Snapshot snapshot =
                    checkpoints.isEmpty()
                            ? twin.snapshot()
                            : Snapshot.of(twin, checkpoints.getLast().snapshot);
            checkpoints.add(new Checkpoint(twin.now(), snapshot, recorder.trace().size()));
        }
    }

    /**
     * A rerun of {@code subject} from the last checkpoint before {@code at} at which these scripts
     * have not yet shown that they are others.
     */
    Rerun before(SimTime at, Subject subject, SortedMap<String, Script> other, TraceSink observer) {
        Checkpoint from = checkpoints.getFirst();
        for (Checkpoint checkpoint : checkpoints) {
            if (checkpoint.at.compareTo(at) <= 0 && agreeAt(checkpoint.at, other)) {
                from = checkpoint;
            }
        }
        Twin twin = golden.assembly().twin(subject, other, RamSource.NEW, observer);
        if (from.at.ps() > 0) {
            twin.restore(from.snapshot);
        }
        return new Rerun(twin, recorder.trace().subList(0, from.records));
    }

    /** What is planned next is the same: it is so up to one event behind {@code at}. */
    private boolean agreeAt(SimTime at, SortedMap<String, Script> other) {
        return other.keySet().equals(scripts.keySet())
                && other.entrySet().stream()
                        .allMatch(
                                entry -> agree(at, scripts.get(entry.getKey()), entry.getValue()));
    }

    private static boolean agree(SimTime at, Script one, Script other) {
        if (one.equals(other)) {
            return true;
        }
        int arrivals = alike(one.arrivals(), other.arrivals());
        int ends = alike(one.ownEndsPs(), other.ownEndsPs());
        return arrivals > 0
                && ends > 0
                && one.arrivals().get(arrivals - 1).at().compareTo(at) > 0
                && one.ownEndsPs().get(ends - 1) > at.ps();
    }

    /** How many elements two lists begin with alike. */
    private static int alike(List<?> one, List<?> other) {
        int count = 0;
        while (count < one.size()
                && count < other.size()
                && one.get(count).equals(other.get(count))) {
            count++;
        }
        return count;
    }
}
