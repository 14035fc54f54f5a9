package dev.bulkhead.shadow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.can.CanData;
import dev.bulkhead.dbc.Dbc;
import dev.bulkhead.dbc.DbcMessage;
import dev.bulkhead.dbc.DbcReader;
import dev.bulkhead.e2e.E2eProfile1;
import dev.bulkhead.e2e.E2eProfile1.DataIdMode;
import dev.bulkhead.shadow.Deviation.Kind;
import dev.bulkhead.shadow.MessageComparison.Stretch;
import dev.bulkhead.shadow.ShadowMap.Output;
import dev.bulkhead.shadow.ShadowMap.Tolerance;
import dev.bulkhead.time.SimTime;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Optional;

/** A message every 10 ms with a pressure in half bars, and an E2E header of profile 1. */
class MessageComparisonTest {
    private static final Dbc DBC =
            DbcReader.read(
                    "test.dbc",
                    """
                    VERSION ""
                    BU_: Ecu
                    BO_ 128 Command: 4 Ecu
                     SG_ Crc : 0|8@1+ (1,0) [0|255] "" Ecu
                     SG_ Counter : 8|4@1+ (1,0) [0|14] "" Ecu
                     SG_ Pressure : 16|8@1+ (0.5,0) [0|127.5] "bar" Ecu
                    BO_ 129 Page: 2 Ecu
                     SG_ Select M : 0|8@1+ (1,0) [0|1] "" Ecu
                     SG_ Left m0 : 8|8@1+ (1,0) [0|255] "" Ecu
                     SG_ Right m1 : 8|8@1+ (1,0) [0|255] "" Ecu
                    BA_DEF_ BO_ "GenMsgCycleTime" INT 0 1000;
                    BA_DEF_ BO_ "E2EDataId" INT 0 65535;
                    BA_DEF_DEF_ "GenMsgCycleTime" 0;
                    BA_DEF_DEF_ "E2EDataId" 0;
                    BA_ "GenMsgCycleTime" BO_ 128 10;
                    BA_ "E2EDataId" BO_ 128 4224;
                    """);
    private static final E2eProfile1 PROFILE = new E2eProfile1(4224, DataIdMode.BOTH, 4);

    private MessageComparison comparison =
            compares(new Tolerance("Pressure", 0, 0, SimTime.ZERO, false));

    private static MessageComparison compares(Tolerance tolerance) {
        return compares(tolerance, SimTime.ofMs(1));
    }

    private static MessageComparison compares(Tolerance tolerance, SimTime within) {
        DbcMessage message = DBC.message("Command");
        Output output =
                new Output(
                        "Command",
                        within,
                        0,
                        0,
                        Optional.empty(),
                        Optional.empty(),
                        List.of(tolerance));
        return new MessageComparison("bus", message, output, new Stretch(0, 10_000_000_000_000L));
    }

    private static Seen frame(double atMs, int counter, double bar) {
        byte[] data = new byte[4];
        data[2] = (byte) Math.round(2 * bar);
        PROFILE.protect(data, counter % 15);
        return new Seen(Math.round(atMs * 1e9), CanData.of(data));
    }

    private SignalResult pressure() {
        return comparison.result().signals().getFirst();
    }

    @Test
    void headerAndChecksumAreNoValues() {
        assertEquals(
                List.of("Pressure"),
                comparison.result().signals().stream().map(SignalResult::name).toList());
    }

    @Test
    void equalFramesHaveNoDifference() {
        for (int i = 0; i < 100; i++) {
            comparison.recorded(frame(10 * i, i + 4, i % 50));
            comparison.twin(frame(10 * i, i, i % 50));
        }

        MessageResult result = comparison.result();
        assertEquals(100, result.paired());
        assertEquals(4, result.counterOffset(), "the twin began to count later");
        assertEquals(0, result.signals().getFirst().differing());
        assertFalse(result.isBeyond());
    }

    @Nested
    class Values {
        @Test
        void oneStepIsBeyondNoTolerance() {
            comparison.recorded(frame(0, 0, 10));
            comparison.twin(frame(0, 0, 10.5));

            assertEquals(1, pressure().beyond().count());
            Deviation first = pressure().beyond().first().orElseThrow();
            assertEquals("Command.Pressure", first.name());
            assertEquals(10, first.recorded());
            assertEquals(10.5, first.twin());
            assertEquals(1, first.severity(), "one step");
        }

        @Test
        void theLimitItselfIsAllowed() {
            comparison = compares(new Tolerance("Pressure", 0.5, 0.1, SimTime.ZERO, false));
            comparison.recorded(frame(0, 0, 10));
            comparison.twin(frame(0, 0, 11.5)); // 0.5 + 10 % of 10
            comparison.recorded(frame(10, 1, 10));
            comparison.twin(frame(10, 1, 12));

            assertEquals(1, pressure().beyond().count());
            assertEquals(2, pressure().differing());
            assertEquals(2, pressure().mostDifference());
        }

        @Test
        void whatLastsNoLongerThanAllowedDoesNotCount() {
            comparison = compares(new Tolerance("Pressure", 0, 0, SimTime.ofMs(25), false));
            for (int i = 0; i < 10; i++) {
                comparison.recorded(frame(10 * i, i, 10));
                comparison.twin(frame(10 * i, i, i == 2 || i == 3 || i == 4 ? 11 : 10));
            }
            assertEquals(0, pressure().beyond().count(), "20 ms");

            comparison = compares(new Tolerance("Pressure", 0, 0, SimTime.ofMs(25), false));
            for (int i = 0; i < 10; i++) {
                comparison.recorded(frame(10 * i, i, 10));
                comparison.twin(frame(10 * i, i, i >= 2 && i <= 5 ? 11 : 10));
            }
            assertEquals(1, pressure().beyond().count(), "30 ms");
            assertEquals(
                    20_000_000_000L,
                    pressure().beyond().first().orElseThrow().atPs(),
                    "first is where it began");
        }

        @Test
        void aValueThatCameInTimeIsThere() {
            comparison =
                    compares(
                            new Tolerance("Pressure", 0, 0, SimTime.ZERO, false), SimTime.ofMs(11));
            for (int i = 0; i < 6; i++) {
                comparison.recorded(frame(10 * i, i, i < 3 ? 0 : 50));
                comparison.twin(frame(10 * i, i, i < 4 ? 0 : 50)); // a frame later
            }

            assertEquals(1, pressure().differing());
            assertEquals(0, pressure().beyond().count());
        }
    }

    @Nested
    class Frames {
        @Test
        void oneThatTheTwinDoesNotSendIsMissing() {
            for (int i = 0; i < 10; i++) {
                comparison.recorded(frame(10 * i, i, 1));
                if (i != 5) {
                    comparison.twin(frame(10 * i, i < 5 ? i : i - 1, 1));
                }
            }

            MessageResult result = comparison.result();
            assertEquals(1, result.missing().count());
            assertEquals(50_000_000_000L, result.missing().first().orElseThrow().atPs());
            assertEquals(0, result.counters().count(), "said once");
            assertEquals(9, result.paired());
        }

        @Test
        void oneThatOnlyTheTwinSendsIsAdditional() {
            for (int i = 0; i < 10; i++) {
                if (i != 5) {
                    comparison.recorded(frame(10 * i, i < 5 ? i : i - 1, 1));
                }
                comparison.twin(frame(10 * i, i, 1));
            }

            MessageResult result = comparison.result();
            assertEquals(1, result.additional().count());
            assertEquals(0, result.unrecorded());
        }

        @Test
        void oneThatTheCounterSaysWasSentWasLostByTheRecorder() {
            for (int i = 0; i < 10; i++) {
                if (i != 5) {
                    comparison.recorded(frame(10 * i, i, 1));
                }
                comparison.twin(frame(10 * i, i, 1));
            }

            MessageResult result = comparison.result();
            assertEquals(0, result.additional().count());
            assertEquals(1, result.unrecorded());
            assertFalse(result.isBeyond());
        }

        @Test
        void oneThatIsLateIsStillThePair() {
            for (int i = 0; i < 10; i++) {
                comparison.recorded(frame(10 * i, i, i));
                comparison.twin(frame(10 * i + (i == 5 ? 3 : 0.25), i, i));
            }

            MessageResult result = comparison.result();
            assertEquals(10, result.paired());
            assertEquals(1, result.late().count());
            assertEquals(3_000_000_000L, result.mostOffPs());
            assertEquals(Kind.TIME, result.late().first().orElseThrow().kind());
        }

        @Test
        void whereNoTimeIsAllowedADifferenceCountsInMicroseconds() {
            comparison =
                    compares(new Tolerance("Pressure", 0, 0, SimTime.ZERO, true), SimTime.ZERO);
            double[] offUs = {0, 0.0009, -2, 3, -5};
            for (int i = 0; i < offUs.length; i++) {
                comparison.recorded(frame(10 * i, i, 1));
                comparison.twin(frame(10 * i + offUs[i] / 1e3, i, 1));
            }

            Counted late = comparison.result().late();
            assertEquals(3, late.count(), "a recording has nanoseconds");
            assertEquals(2, late.first().orElseThrow().severity());
            assertEquals(5, late.worst().orElseThrow().severity(), "it came too early");
        }

        @Test
        void oneBetweenTwoDoesNotShiftThosePairs() {
            for (int i = 0; i < 10; i++) {
                comparison.recorded(frame(10 * i, i, i));
                comparison.twin(frame(10 * i, i < 5 ? i : i + 1, i));
                if (i == 4) {
                    comparison.twin(frame(46, 5, 99));
                }
            }

            MessageResult result = comparison.result();
            assertEquals(10, result.paired());
            assertEquals(1, result.additional().count());
            assertEquals(0, result.signals().getFirst().differing());
        }

        @Test
        void theyAreJudgedAsSoonAsTheyCanBe() {
            for (int i = 0; i < 100; i++) {
                comparison.recorded(frame(10 * i, i, 1));
                comparison.twin(frame(10 * i, i, 1));
                comparison.advance(10_000_000_000L * i);
            }

            assertTrue(comparison.waiting() < 6, comparison.waiting() + " wait");
        }
    }

    @Nested
    class Headers {
        @Test
        void aStepOfTheCounterThatDiffersIsTold() {
            for (int i = 0; i < 10; i++) {
                comparison.recorded(frame(10 * i, i < 5 ? i : i + 3, 1));
                comparison.twin(frame(10 * i, i, 1));
            }

            Counted counters = comparison.result().counters();
            assertEquals(1, counters.count());
            assertEquals(4, counters.first().orElseThrow().recorded());
            assertEquals(1, counters.first().orElseThrow().twin());
        }

        @Test
        void aWrongChecksumIsToldWhereTheOtherIsRight() {
            byte[] broken = frame(0, 0, 1).data().toArray();
            broken[0] ^= 1;
            comparison.recorded(new Seen(0, CanData.of(broken)));
            comparison.twin(frame(0, 0, 1));

            assertEquals(1, comparison.result().checksums().count());
        }

        @Test
        void anotherLengthIsTold() {
            comparison.recorded(frame(0, 0, 1));
            comparison.twin(new Seen(0, CanData.of(new byte[] {1, 2, 3})));

            assertEquals(1, comparison.result().lengths().count());
        }
    }

    @Test
    void anotherSelectionOfAMultiplexerIsTold() {
        Output output =
                new Output(
                        "Page",
                        SimTime.ofMs(1),
                        0,
                        0,
                        Optional.empty(),
                        Optional.empty(),
                        List.of());
        comparison =
                new MessageComparison(
                        "bus", DBC.message("Page"), output, new Stretch(0, 10_000_000_000_000L));
        comparison.recorded(new Seen(0, CanData.of(new byte[] {0, 7})));
        comparison.twin(new Seen(0, CanData.of(new byte[] {1, 7})));

        List<Kind> kinds =
                comparison.result().signals().stream()
                        .map(each -> each.beyond().first().orElseThrow().kind())
                        .toList();
        assertEquals(List.of(Kind.VALUE, Kind.PRESENCE, Kind.PRESENCE), kinds);
    }
}
