package dev.bulkhead.system;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * That a rule may be broken at one place in one way. What the kernel refuses to run cannot be
 * accepted.
 *
 * @param name by which a description that extends this one means it
 * @param subject what breaks the rule: a partition, device, port, bus or message
 * @param finding what is found there, word for word; a figure after {@code <=} is the most that is
 *     accepted
 * @param reason why that is acceptable, with its source
 */
public record AcceptedException(
        String name, Rule rule, String subject, String finding, String reason) {
    private static final Pattern LIMIT = Pattern.compile("<= ?([0-9]{1,15}(?:\\.[0-9]{1,6})?)");

    /** Whether it is this finding that is accepted, no other and no worse one. */
    public boolean covers(String what) {
        StringBuilder pattern = new StringBuilder();
        Matcher limit = LIMIT.matcher(finding);
        int from = 0;
        while (limit.find()) {
            pattern.append(Pattern.quote(finding.substring(from, limit.start())))
                    .append("([0-9]{1,15}(?:\\.[0-9]{1,6})?)");
            from = limit.end();
        }
        pattern.append(Pattern.quote(finding.substring(from)));
        Matcher found = Pattern.compile(pattern.toString()).matcher(what);
        boolean covered = found.matches();
        limit.reset();
        for (int i = 1; covered && limit.find(); i++) {
            covered = Double.parseDouble(found.group(i)) <= Double.parseDouble(limit.group(1));
        }
        return covered;
    }
}
