package dev.bulkhead.certificate;

import dev.bulkhead.system.AcceptedException;
import dev.bulkhead.system.Rule;

import java.util.List;
import java.util.Optional;

/**
 * How a configuration stands to one rule.
 *
 * @param evidence what the result can be checked by
 * @param notJudged why the rule could not be held against the configuration; empty if it could
 */
public record Judgement(
        Rule rule, Result result, List<String> evidence, List<Judged> findings, String notJudged) {

    /** The results, the best first. */
    public enum Result {
        PASS("pass"),
        /** Broken only where the description accepts it. */
        ACCEPTED("accepted"),
        /** What the rule looks at could not be made, as another rule is broken. */
        NOT_JUDGED("not-judged"),
        FAIL("fail");

        private final String label;

        Result(String label) {
            this.label = label;
        }

        /** The name in results. */
        public String label() {
            return label;
        }
    }

    /** A finding, with the exception that accepts it if there is one. */
    public record Judged(Finding finding, Optional<AcceptedException> accepted) {}

    public Judgement {
        evidence = List.copyOf(evidence);
        findings = List.copyOf(findings);
    }
}
