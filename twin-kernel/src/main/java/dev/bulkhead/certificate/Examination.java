package dev.bulkhead.certificate;

import dev.bulkhead.system.Mechanism;
import dev.bulkhead.system.Rule;

import java.util.ArrayList;
import java.util.List;

/** What comes up while a configuration is held against one rule. */
final class Examination {
    private final Rule rule;
    private final List<String> evidence = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();
    private String notJudged = "";

    Examination(Rule rule) {
        this.rule = rule;
    }

    Rule rule() {
        return rule;
    }

    /** Something a reader can check the result by. */
    void note(String text) {
        evidence.add(text);
    }

    void find(String subject, String what, String remedy) {
        findings.add(new Finding(subject, what, remedy, true));
    }

    /** What no exception can accept. */
    void insist(String subject, String what, String remedy) {
        findings.add(new Finding(subject, what, remedy, false));
    }

    /** A mechanism that the rule rests on is off. */
    void off(Mechanism mechanism) {
        insist(
                Finding.KERNEL,
                "mechanism '%s' is off: %s".formatted(mechanism.label(), mechanism.offMeans()),
                "leave it on");
    }

    /** What the rule looks at is not there. */
    void notJudged(String why) {
        notJudged = why;
    }

    List<String> evidence() {
        return evidence;
    }

    List<Finding> findings() {
        return findings;
    }

    String notJudged() {
        return notJudged;
    }
}
