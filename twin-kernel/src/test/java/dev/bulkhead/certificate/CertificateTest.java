package dev.bulkhead.certificate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.certificate.Judgement.Judged;
import dev.bulkhead.certificate.Judgement.Result;
import dev.bulkhead.system.AcceptedException;
import dev.bulkhead.system.Mechanism;
import dev.bulkhead.system.Mechanisms;
import dev.bulkhead.system.Rule;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.stream.Collectors;

class CertificateTest {
    private static String results(Certificate certificate, Result result) {
        return certificate.judgements().stream()
                .filter(each -> each.result() == result)
                .map(each -> each.rule().name())
                .collect(Collectors.joining(" "));
    }

    @Nested
    class ASystemThatKeepsTheRules {
        private final Certificate certificate = Judging.judge("good");

        @Test
        void passes() {
            assertTrue(certificate.passed());
            assertEquals("", results(certificate, Result.FAIL));
        }

        @Test
        void isHeldAgainstEachRuleOnceInTheirOrder() {
            assertEquals(
                    List.of(Rule.values()),
                    certificate.judgements().stream().map(Judgement::rule).toList());
        }

        @Test
        void showsWhatEachResultCanBeCheckedBy() {
            for (Judgement each : certificate.judgements()) {
                assertFalse(each.evidence().isEmpty(), each.rule() + " has no evidence");
            }
        }

        @Test
        void isAcceptedWhereItsDescriptionGivesAReason() {
            assertEquals("C2 C5", results(certificate, Result.ACCEPTED));
            Judged judged = certificate.judgements().get(Rule.C5.ordinal()).findings().getFirst();
            assertEquals("Request", judged.finding().subject());
            assertEquals(
                    "a request is no safety message and brakes nothing",
                    judged.accepted().orElseThrow().reason());
        }
    }

    @Test
    void anExceptionThatMatchesNothingIsTold() {
        assertEquals(
                List.of("of-nothing"),
                Judging.judge("unused-exception").unused().stream()
                        .map(AcceptedException::name)
                        .toList());
    }

    @Test
    void whatTheKernelRefusesCannotBeAccepted() {
        assertEquals("T3", results(Judging.judge("bad/refused-and-accepted"), Result.FAIL));
    }

    @Test
    void withoutExecutionTimesDeadlinesAndRestartsAreNotJudged() {
        Certificate certificate = Judging.judge("bad/windows-overlap");

        assertEquals("T4 T7", results(certificate, Result.NOT_JUDGED));
    }

    @ParameterizedTest(name = "without {0}: {1}")
    @CsvSource({
        "pmp, S1 S2 S3 S6 S10",
        "region-permission=control.data, S1 S2",
        "region-permission=can0, S2 S3",
        "region-permission=port.feel, S2 S10",
        "capability, T6",
        "argument-check, S1 S10",
        "window-padding, T2",
        "budget, T3",
        "interrupt-mask, T5",
        "dma-check, S9 S10",
        "dma-window, S9",
        "transmit-filter, C2 C4",
        "gateway-allow-list, C4",
        "e2e, C5",
        "clamp, C2",
        "watchdog, T7",
        "restart, T7",
        "restart-limit, C6",
        "back-off, C6"
    })
    void aMechanismSwitchedOffBreaksTheRulesThatRestOnIt(String mechanism, String rules) {
        Mechanisms off = new Mechanisms(List.of(Mechanisms.parse("test", mechanism)));

        assertEquals(rules, results(Judging.judge("good", off), Result.FAIL));
    }

    @Test
    void errorCorrectionIsNoMatterOfTheDescription() {
        Certificate certificate = Judging.judge("good", Mechanisms.without(Mechanism.ECC));

        assertTrue(certificate.passed());
        assertEquals(List.of(Mechanism.ECC), certificate.unjudged());
    }

    @Nested
    class WaysFromPlaceToPlace {
        private final Flow flow = Flow.of(Judging.judge("good").system());

        private String way(String from, String bus) {
            List<Flow.Edge> path =
                    flow.path(
                            new Flow.Place.InPartition(from),
                            new Flow.Place.OnBus(bus),
                            edge -> !(edge.from() instanceof Flow.Place.InNode));
            return path.isEmpty() ? "none" : Flow.words(path);
        }

        @Test
        void leadOverPortsRegistersAndFrames() {
            assertEquals(
                    "screen -> port 'feel' (advisory) -> control -> port 'brake-command' -> driver"
                            + " -> registers 'can0' -> can0 -> frames -> chassis",
                    way("screen", "chassis"));
        }

        @Test
        void leadNowhereFromWhoHasNoWriter() {
            assertEquals("none", way("radio", "chassis"));
        }
    }
}
