package dev.bulkhead.runner;

import dev.bulkhead.fault.Fault;
import dev.bulkhead.fault.Injection;
import dev.bulkhead.telemetry.News;
import dev.bulkhead.telemetry.TwinSample;
import dev.bulkhead.telemetry.TwinSample.State;
import dev.bulkhead.twin.Twin;

import java.util.OptionalDouble;

/** Brings news of the runs of a live twin, by rate and when something happens. */
final class Reporter {
    private final LivePlan plan;
    private final LiveSettings settings;
    private final NewsDesk news;
    private final long betweenNs;
    private Observation observation;
    private Twin twin;
    private long sampledNs = System.nanoTime();
    private long sampledPs;

    Reporter(LivePlan plan, LiveSettings settings, NewsDesk news) {
        this.plan = plan;
        this.settings = settings;
        this.news = news;
        betweenNs = (long) (1e9 / settings.ratePerS());
    }

    /** What is to see the records of the next run. */
    Observation next() {
        observation =
                new Observation(
                        new TimelineRing(plan.hosted().description()),
                        settings.framesInFull(),
                        settings.screenWanted());
        return observation;
    }

    /** That run stands at its begin. */
    void began(Twin begun) {
        twin = begun;
        sampledPs = twin.now().ps();
        observation.watch(twin);
        twin.tap(settings.tap());
        for (int i = 0; i < twin.system().partitions().size(); i++) {
            int partition = i;
            PrintedLines lines =
                    new PrintedLines(
                            (text, atPs) -> news.bring(new News.Printed(atPs, partition, text)));
            twin.ecu().onConsole(i, lines::write);
        }
        news.insist(
                new News.Began(
                        plan.hosted(),
                        twin.scenario(),
                        plan.settings().seed(),
                        twin.mechanisms().labels()));
    }

    /** A stretch of time has passed. */
    void passed(OptionalDouble pace, State state) {
        observation.happened().ifPresent(news::bring);
        if (System.nanoTime() - sampledNs >= betweenNs) {
            sample(pace, state);
        }
    }

    /** A fault was armed. */
    void injected(Fault fault) {
        news.bring(new News.Injected(twin.now().ps(), fault.text()));
    }

    /** It did something for the first time. */
    void activated(Injection injection) {
        news.bring(
                new News.Activated(injection.fault().text(), injection.activation().orElseThrow()));
    }

    /** How the twin stands, out of turn. */
    void sample(OptionalDouble pace, State state) {
        long nowNs = System.nanoTime();
        long nowPs = twin.now().ps();
        double wallS = (nowNs - sampledNs) / 1e9;
        double speed = wallS <= 0 ? 0 : (nowPs - sampledPs) / 1e12 / wallS;
        sampledNs = nowNs;
        sampledPs = nowPs;
        long lost = news.lost() + settings.lostBeyond().getAsLong();
        observation.frames().ifPresent(news::bring);
        news.bring(
                new News.Sampled(
                        observation.sample(twin, new TwinSample.Clock(pace, state, speed, lost))));
    }
}
