package dev.bulkhead.campaign;

import dev.bulkhead.state.Snapshot;
import dev.bulkhead.time.SimTime;
import dev.bulkhead.trace.TraceRecord;
import dev.bulkhead.twin.RunResult;
import dev.bulkhead.twin.Twin;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The healthy run that faulty ones are compared with. */
public final class Golden {
    static final SimTime USUALLY_BETWEEN = SimTime.ofMs(500);

    /** Of a dense one: about how much a snapshot takes and a heap of 512 MB has to spare. */
    private static final int MOST_CHECKPOINTS = 250;

    private static final int MOST_STATES = 32;

    private static final SimTime LEAST_BETWEEN = SimTime.ofMs(50);

    private final Subject subject;
    private final Assembly assembly;
    private final Recorder recorder;
    private final List<Checkpoint> checkpoints;
    private final SimTime end;
    private final RunResult result;
    private final Course course;
    private final Bounds bounds;
    private CutGolden cut;

    /** Those asked for last: faults of one campaign often have one horizon. */
    private final Map<SimTime, ProtectedState> states =
            new LinkedHashMap<>() {
                @Override
                protected boolean removeEldestEntry(Map.Entry<SimTime, ProtectedState> eldest) {
                    return size() > MOST_STATES;
                }
            };

    /**
     * A moment at which a run can start.
     *
     * @param wanted up to when everything was done
     * @param at where the hart stood then
     * @param records of the protected domain's trace before it
     */
    record Checkpoint(SimTime wanted, SimTime at, Snapshot snapshot, int records) {}

    /** What a healthy run came to at its end. */
    Golden(
            Subject subject,
            Assembly assembly,
            Recorder recorder,
            List<Checkpoint> checkpoints,
            Course course,
            SimTime end,
            RunResult result) {
        this.subject = subject;
        this.assembly = assembly;
        this.recorder = recorder;
        this.checkpoints = List.copyOf(checkpoints);
        this.course = course;
        this.end = end;
        this.result = result;
        bounds = new Bounds(subject.domain(), recorder.trace());
    }

    /** Runs the scenario to its end. */
    public static Golden run(Subject subject) {
        return run(subject, Watch.NONE);
    }

    /** As {@link #run(Subject)}, and {@code watch} looks at it. */
    public static Golden run(Subject subject, Watch watch) {
        return new GoldenRun(subject, Assembly.PLAIN, watch, USUALLY_BETWEEN).golden();
    }

    /** As {@link #run(Subject)}, for trials whose twins are all made in another way. */
    static Golden run(Subject subject, Assembly assembly) {
        return new GoldenRun(subject, assembly, Watch.NONE, USUALLY_BETWEEN).golden();
    }

    /** As {@link #run(Subject, Watch)}, with many checkpoints, for many short trials. */
    public static Golden dense(Subject subject, Watch watch) {
        return dense(subject, Assembly.PLAIN, watch);
    }

    /** As {@link #dense(Subject, Watch)}, for trials whose twins are all made in another way. */
    static Golden dense(Subject subject, Assembly assembly, Watch watch) {
        long framePs = subject.system().description().schedule().majorFrameUs() * SimTime.PS_PER_US;
        long leastPs =
                Math.max(LEAST_BETWEEN.ps(), subject.scenario().duration().ps() / MOST_CHECKPOINTS);
        long frames = (leastPs + framePs - 1) / framePs;
        return new GoldenRun(subject, assembly, watch, new SimTime(frames * framePs)).golden();
    }

    Subject subject() {
        return subject;
    }

    Assembly assembly() {
        return assembly;
    }

    /** Protected records in event order. */
    List<TraceRecord> trace() {
        return recorder.trace();
    }

    Recorder recorder() {
        return recorder;
    }

    public SimTime end() {
        return end;
    }

    public RunResult result() {
        return result;
    }

    /** The same with the loop cut; made when it is first needed. */
    synchronized CutGolden cut() {
        if (cut == null) {
            cut = new CutGolden(this);
        }
        return cut;
    }

    /** What was promised before any faulty run. */
    Bounds bounds() {
        return bounds;
    }

    /** What went on; phases are as exact as the checkpoints are dense. */
    Course course() {
        return course;
    }

    List<Checkpoint> checkpoints() {
        return checkpoints;
    }

    /** The last checkpoint before {@code at}; the first is power-on. */
    Checkpoint before(SimTime at) {
        Checkpoint found = checkpoints.getFirst();
        for (Checkpoint checkpoint : checkpoints) {
            if (checkpoint.at.compareTo(at) < 0) {
                found = checkpoint;
            }
        }
        return found;
    }

    /** A twin of the healthy run at a checkpoint before {@code at}. */
    Twin twinBefore(SimTime at) {
        Twin twin = assembly.twin(subject, _ -> {});
        twin.restore(before(at).snapshot);
        return twin;
    }

    /** The protected domain's state when everything up to {@code at} was done. */
    ProtectedState stateAt(SimTime at) {
        synchronized (states) {
            ProtectedState known = states.get(at);
            if (known != null) {
                return known;
            }
        }
        ProtectedState found = findStateAt(at);
        synchronized (states) {
            states.put(at, found);
        }
        return found;
    }

    private ProtectedState findStateAt(SimTime at) {
        Twin twin = twinBefore(at);
        StateAt state = new StateAt(twin, subject.domain(), at);
        twin.runOn(at);
        return state.taken();
    }
}
