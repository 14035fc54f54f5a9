package dev.bulkhead.runner;

import dev.bulkhead.input.InputError;
import dev.bulkhead.scenario.Scenario;
import dev.bulkhead.telemetry.ScreenPicture;
import dev.bulkhead.telemetry.TwinSample.State;
import dev.bulkhead.time.SimTime;
import dev.bulkhead.twin.RunResult;

import tools.jackson.databind.node.ObjectNode;

import java.util.Base64;
import java.util.Comparator;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.PriorityQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** What the thread of a live twin does: a stretch of time, then whatever was asked meanwhile. */
final class LiveLoop {
    private static final SimTime LONGEST_STRETCH = SimTime.ofMs(20);
    private static final double STRETCH_S = 0.01;
    private static final long LEAST_STRETCH_US = 10;

    /** A twin that is so late gives up catching up. */
    private static final long LATE_NS = 500_000_000;

    private static final int MOST_ASKED = 1000;

    private final LivePlan plan;
    private final LiveSettings settings;
    private final Reporter reporter;
    private final Optional<Journal> journal;
    private final BlockingQueue<Asked> inbox = new LinkedBlockingQueue<>(MOST_ASKED);
    private final PriorityQueue<Asked> later =
            new PriorityQueue<>(Comparator.comparing(a -> a.acting().at().orElseThrow()));
    private Optional<LiveRun.Kept> kept = Optional.empty();
    private volatile String scenarioName;
    private long runs;
    private long earlierPs;
    private SimTime beganAt = SimTime.ZERO;
    private volatile Optional<Standing> standing = Optional.empty();
    private LiveRun run;
    private State state = State.RUNNING;
    private Pace pace;
    private boolean closed;
    private volatile boolean closedForGood;

    /** A command and who waits for its reply; no command: to close. */
    record Asked(String name, String body, Command command, CompletableFuture<ObjectNode> reply) {
        Command.Acting acting() {
            return (Command.Acting) command;
        }

        String place() {
            return "command/" + name;
        }

        void answer(ObjectNode node) {
            reply.complete(node);
        }
    }

    /** How the last run stood when all was over. */
    record Standing(
            Scenario scenario, RunResult run, boolean complete, long runs, SimTime simulated) {}

    private LiveLoop(
            LivePlan plan, LiveSettings settings, NewsDesk news, Optional<Journal> journal) {
        this.plan = plan;
        reporter = new Reporter(plan, settings, news);
        this.settings = settings;
        this.journal = journal;
        pace = new Pace(settings.paceFactor());
        begin(plan.scenarioName(), plan.scenarios().apply(plan.scenarioName()));
    }

    /**
     * A loop whose twin stands at power-on.
     *
     * @throws InputError if the system cannot run or the journal cannot be written
     */
    static LiveLoop of(LivePlan plan, LiveSettings settings, NewsDesk news) {
        plan.hosted();
        return new LiveLoop(
                plan, settings, news, settings.journal().map(p -> Journal.create(p, plan)));
    }

    /** Takes a command from any thread. */
    void ask(Asked asked) {
        if (closedForGood) {
            throw gone();
        }
        if (!inbox.offer(asked)) {
            throw new InputError(
                    asked.place(), MOST_ASKED + " commands wait already", "send fewer at a time");
        }
        if (closedForGood && inbox.remove(asked)) { // came too late to be found there
            throw gone();
        }
    }

    /** The scenario that runs; from any thread. */
    String scenarioName() {
        return scenarioName;
    }

    /** Ends {@link #live} soon. */
    void close() {
        try {
            inbox.put(new Asked("", "", null, new CompletableFuture<>()));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** How it all stood at the end; empty before, and if it broke. */
    Optional<Standing> standing() {
        return standing;
    }

    /** Runs until it is closed. */
    void live() {
        try {
            tellBegin();
            while (!closed) {
                Asked asked = next();
                if (asked != null) {
                    take(asked);
                } else {
                    advance(stretchEnd());
                }
            }
            standing =
                    Optional.of(
                            new Standing(
                                    run.twin().scenario(),
                                    RunResult.of(run.twin()),
                                    run.ended(),
                                    runs,
                                    simulated()));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            leave();
        }
    }

    /** What was asked; {@code null} when it is time for the next stretch. */
    private Asked next() throws InterruptedException {
        if (state != State.RUNNING) {
            return inbox.take();
        }
        long leftNs = pace.leftNs(run.at());
        if (leftNs < -LATE_NS) {
            pace = new Pace(pace.factor(), run.at());
        }
        return leftNs > 0 ? inbox.poll(leftNs, TimeUnit.NANOSECONDS) : inbox.poll();
    }

    private SimTime stretchEnd() {
        long us =
                pace.factor().isEmpty()
                        ? Long.MAX_VALUE
                        : (long) (pace.factor().getAsDouble() * STRETCH_S * 1e6);
        us = Math.clamp(us, LEAST_STRETCH_US, LONGEST_STRETCH.ps() / SimTime.PS_PER_US);
        long ps = us * SimTime.PS_PER_US;
        return new SimTime((run.at().ps() / ps + 1) * ps);
    }

    /** Runs up to a time, but not past one at which something is to be done, and does that. */
    private void advance(SimTime until) {
        SimTime end = until;
        if (!later.isEmpty()) {
            SimTime due = later.peek().acting().at().orElseThrow();
            end = due.compareTo(end) < 0 ? due : end;
        }
        if (settings.limit().isPresent()) {
            SimTime last = limitOf(settings.limit().get());
            end = last.compareTo(end) < 0 ? last : end;
        }
        run.runUntil(end);
        run.activated().forEach(reporter::activated);
        while (!later.isEmpty()
                && later.peek().acting().at().orElseThrow().compareTo(run.at()) <= 0) {
            enter(later.remove());
        }
        reporter.passed(pace.factor(), state);
        if (run.ended()) {
            ended();
        }
        if (settings.limit().isPresent() && !closed) {
            closed = run.ended() || run.at().compareTo(limitOf(settings.limit().get())) >= 0;
        }
    }

    /** Where this run reaches the limit of all runs. */
    private SimTime limitOf(SimTime limit) {
        return new SimTime(limit.ps() - earlierPs + beganAt.ps());
    }

    private SimTime simulated() {
        SimTime at = run.ended() ? run.twin().now() : run.at();
        return new SimTime(earlierPs + at.ps() - beganAt.ps());
    }

    private void ended() {
        State before = state;
        state = State.ENDED;
        sample();
        refuseLater();
        if (settings.repeat()) {
            state = before;
            leaveFor(() -> begin(scenarioName, run.twin().scenario()));
        }
    }

    private void refuseLater() {
        for (Asked asked : later) {
            asked.answer(
                    Reply.refused(
                            new InputError(
                                    asked.place(),
                                    "the run was over before that time",
                                    "name an earlier time")));
        }
        later.clear();
    }

    private void begin(String name, Scenario scenario) {
        follow(new LiveRun(plan, name, scenario, reporter.next()));
        journal.ifPresent(j -> j.began(name));
    }

    private void follow(LiveRun next) {
        earlierPs = run == null ? 0 : simulated().ps();
        run = next;
        runs++;
        beganAt = next.at();
        scenarioName = next.scenarioName();
        pace = new Pace(pace.factor(), next.at());
    }

    private void tellBegin() {
        reporter.began(run.twin());
        sample();
    }

    /** Another run takes the place of this one. */
    private void leaveFor(Runnable beginNext) {
        refuseLater();
        journal.ifPresent(j -> j.ended(run.at(), run.traceHash()));
        beginNext.run();
        state = state == State.PAUSED ? State.PAUSED : State.RUNNING;
        tellBegin();
    }

    private void sample() {
        reporter.sample(pace.factor(), state);
    }

    private void take(Asked asked) {
        if (asked.command() == null) {
            closed = true;
            return;
        }
        try {
            switch (asked.command()) {
                case Command.Acting acting -> {
                    boolean waits = acting.at().isPresent();
                    if (waits && acting.at().get().compareTo(run.at()) < 0) {
                        throw new InputError(
                                asked.place(),
                                "atS is over, the twin stands at " + run.at(),
                                "name a later time, or none");
                    }
                    if (waits && !run.ended()) {
                        later.add(asked);
                    } else {
                        enter(asked);
                    }
                }
                default -> asked.answer(control(asked));
            }
        } catch (InputError e) {
            asked.answer(Reply.refused(e));
        } catch (RuntimeException e) { // our own mistake: it ends the twin, and nobody waits
            asked.answer(Reply.refused(gone()));
            throw e;
        }
    }

    private static InputError gone() {
        return new InputError("command", "the twin has ended", "start another");
    }

    /** Lets a command enter now, and answers it. */
    private void enter(Asked asked) {
        try {
            String hash = run.traceHash();
            run.apply(asked.acting(), asked.place());
            journal.ifPresent(
                    j ->
                            j.entered(
                                    asked.name(),
                                    CommandReader.object(asked.name(), asked.body()),
                                    run.at(),
                                    hash));
            if (asked.acting() instanceof Command.Inject inject) {
                reporter.injected(inject.fault());
            }
            ObjectNode reply = Reply.done(run.at());
            if (journal.isPresent() && journal.get().isBroken()) {
                reply.put("warning", "the journal cannot be written and ends before this");
            }
            asked.answer(reply);
        } catch (InputError e) {
            asked.answer(Reply.refused(e));
        }
    }

    private ObjectNode control(Asked asked) {
        switch (asked.command()) {
            case Command.Pause _ -> {
                mustNotHaveEnded(asked);
                become(State.PAUSED);
            }
            case Command.Resume _ -> {
                mustNotHaveEnded(asked);
                become(State.RUNNING);
            }
            case Command.Step(SimTime span) -> step(asked, span);
            case Command.SetPace(OptionalDouble factor) -> {
                pace = new Pace(factor, run.at());
                sample();
            }
            case Command.TakeSnapshot _ -> {
                kept = Optional.of(run.keep());
                journal.ifPresent(j -> j.kept(run.at(), run.traceHash()));
                return Reply.done(run.at()).put("traceHash", run.traceHash());
            }
            case Command.TakeScreenshot _ -> {
                byte[] panel =
                        run.twin()
                                .ecu()
                                .display()
                                .orElseThrow(
                                        () ->
                                                new InputError(
                                                        asked.place(),
                                                        "the system has no display",
                                                        "use another system"))
                                .panel();
                byte[] png = ScreenPicture.png(panel);
                return Reply.done(run.at())
                        .put("pngBase64", Base64.getEncoder().encodeToString(png));
            }
            case Command.Rewind(Optional<String> name) -> {
                String wanted = name.orElse(scenarioName);
                Scenario scenario = plan.sent(asked.place(), wanted);
                leaveFor(() -> begin(wanted, scenario));
            }
            case Command.RewindToSnapshot _ -> {
                LiveRun.Kept snapshot =
                        kept.orElseThrow(
                                () ->
                                        new InputError(
                                                asked.place(),
                                                "there is no snapshot",
                                                "send snapshot first"));
                leaveFor(
                        () -> {
                            follow(LiveRun.from(snapshot, plan, reporter.next()));
                            journal.ifPresent(j -> j.wentBack(scenarioName));
                        });
            }
            default ->
                    throw new InputError(
                            asked.place(), "is not served here", "send another command");
        }
        return Reply.done(run.at());
    }

    private void mustNotHaveEnded(Asked asked) {
        if (run.ended()) {
            throw new InputError(asked.place(), "the scenario has ended", "send rewind first");
        }
    }

    private void become(State next) {
        state = next;
        pace = new Pace(pace.factor(), run.at());
        sample();
    }

    private void step(Asked asked, SimTime span) {
        mustNotHaveEnded(asked);
        if (state != State.PAUSED) {
            throw new InputError(asked.place(), "the twin is not paused", "send pause first");
        }
        SimTime target = run.at().plus(span);
        LiveRun stepped = run;
        while (run == stepped && !run.ended() && run.at().compareTo(target) < 0) {
            SimTime end = run.at().plus(LONGEST_STRETCH);
            advance(end.compareTo(target) < 0 ? end : target);
        }
        sample();
    }

    private void leave() {
        refuseLater();
        closedForGood = true;
        for (Asked asked = inbox.poll(); asked != null; asked = inbox.poll()) {
            asked.answer(Reply.refused(gone()));
        }
        journal.ifPresent(
                j -> {
                    j.ended(run.at(), run.traceHash());
                    j.close();
                });
    }
}
