package dev.bulkhead.campaign;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bulkhead.system.SystemDescription.Partition;
import dev.bulkhead.trace.Payload;
import dev.bulkhead.trace.TraceRecord;
import dev.bulkhead.trace.TraceRecord.ActuatorAccepted;
import dev.bulkhead.trace.TraceRecord.EcuReset;
import dev.bulkhead.trace.TraceRecord.KernelOops;
import dev.bulkhead.trace.TraceRecord.PartitionRestarted;
import dev.bulkhead.trace.TraceRecord.PartitionStarted;
import dev.bulkhead.trace.TraceRecord.PartitionStopped;
import dev.bulkhead.trace.TraceRecord.PortWritten;
import dev.bulkhead.trace.TraceRecord.ResetCause;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.OptionalLong;

/** What counts as an outage, and when it ends. Times in these traces are picoseconds. */
class OutagesTest {
    private static final int HORIZON = 1000;

    private static ProtectedDomain domain;
    private static int warning;

    @BeforeAll
    static void readTheSystem() {
        domain = CampaignFixture.subject().domain();
        warning =
                domain.system().partitions().stream()
                        .map(Partition::name)
                        .toList()
                        .indexOf("warning");
    }

    private static Recorder trace(TraceRecord... records) {
        Recorder recorder = new Recorder(domain);
        List.of(records).forEach(recorder::record);
        return recorder;
    }

    private static TraceRecord message(long atPs) {
        return new PortWritten(atPs, warning, 0, Payload.EMPTY);
    }

    private static List<Outage> outages(Recorder faulty, Recorder golden) {
        return new Outages(faulty, golden, HORIZON, HORIZON).since(100);
    }

    private static List<Outage> ofWarning(long atPs, OptionalLong lastedPs) {
        return List.of(new Outage.OfPartition("warning", atPs, lastedPs));
    }

    @Nested
    class APartitionTakenDown {
        private final Recorder golden = trace(message(150), message(250), message(350));

        @Test
        void servesAgainWithItsFirstMessageOut() {
            Recorder faulty =
                    trace(message(150), new PartitionRestarted(200, warning, 1, 0), message(350));
            assertEquals(ofWarning(200, OptionalLong.of(150)), outages(faulty, golden));
        }

        @Test
        void isOutToTheEndIfItIsStopped() {
            Recorder faulty = trace(message(150), new PartitionStopped(200, warning));
            assertEquals(ofWarning(200, OptionalLong.empty()), outages(faulty, golden));
        }

        @Test
        void servesAgainWithTheGoldenRunsMessageOnceTheRunsAreTheSame() {
            Recorder faulty = trace(message(150), new PartitionRestarted(200, warning, 1, 0));
            Recorder longer = trace(message(150), message(250), message(HORIZON + 70));
            assertEquals(
                    ofWarning(200, OptionalLong.of(HORIZON + 70 - 200)), outages(faulty, longer));
        }

        @Test
        void isMissedByNobodyIfItHasNothingMoreToSend() {
            Recorder faulty = trace(message(150), new PartitionStopped(200, warning));
            assertEquals(List.of(), outages(faulty, trace(message(150))));
        }

        @Test
        void byAnOopsOfTheKernelIsOutToo() {
            Recorder faulty = trace(new KernelOops(200, warning, 5, 0, 0), message(260));
            assertEquals(ofWarning(200, OptionalLong.of(60)), outages(faulty, golden));
        }

        @Test
        void beforeTheFaultActedIsNoneOfItsOutages() {
            Recorder faulty = trace(new PartitionRestarted(99, warning, 1, 0), message(150));
            assertEquals(List.of(), outages(faulty, golden));
        }

        @Test
        void thatDoesNotExistIsMadeUpByCorruptedKernelData() {
            assertEquals(List.of(), outages(trace(new PartitionStopped(200, 77)), golden));
        }
    }

    @Nested
    class AResetOfTheEcu {
        private final int chassis = Long.numberOfTrailingZeros(domain.buses());

        private TraceRecord accepted(long atPs) {
            return new ActuatorAccepted(atPs, chassis, 0, Payload.EMPTY);
        }

        private List<Outage> lasted(OptionalLong lastedPs) {
            return List.of(new Outage.OfEcu(ResetCause.WATCHDOG, 300, lastedPs));
        }

        @Test
        void lastsUntilAnActuatorAcceptsACommandAgain() {
            Recorder faulty =
                    trace(
                            accepted(120),
                            new EcuReset(300, ResetCause.WATCHDOG),
                            new PartitionStarted(800, 0),
                            accepted(900));
            Recorder golden = trace(accepted(120), accepted(900));
            assertEquals(lasted(OptionalLong.of(600)), outages(faulty, golden));
        }

        @Test
        void isNotOverWithACommandThatWasOnItsWay() {
            TraceRecord reset = new EcuReset(300, ResetCause.WATCHDOG);
            TraceRecord started = new PartitionStarted(800, 0);
            Recorder golden = trace(accepted(120), accepted(310), accepted(900));
            assertEquals(
                    lasted(OptionalLong.of(600)),
                    outages(trace(reset, accepted(310), started, accepted(900)), golden));
            assertEquals(
                    lasted(OptionalLong.empty()),
                    outages(trace(reset, accepted(310), started), golden));
        }
    }
}
