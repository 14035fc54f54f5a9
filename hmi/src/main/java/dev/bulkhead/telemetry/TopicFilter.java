package dev.bulkhead.telemetry;

import java.util.List;
import java.util.Optional;

/**
 * Which topics a subscription means.
 *
 * @param text as the client wrote it
 * @param levels between its slashes
 * @see "MQTT Version 5.0, section 4.7 Topic Names and Topic Filters"
 */
record TopicFilter(String text, List<String> levels) {
    private static final String ANY_LEVEL = "+";
    private static final String ALL_BELOW = "#";

    TopicFilter {
        levels = List.copyOf(levels);
    }

    /** Empty if a wildcard stands where none may, or there is nothing at all. */
    static Optional<TopicFilter> parse(String text) {
        List<String> levels = levels(text);
        boolean valid = !text.isEmpty() && text.indexOf('\0') < 0;
        for (int at = 0; at < levels.size(); at++) {
            String level = levels.get(at);
            valid &= level.equals(ANY_LEVEL) || !level.contains(ANY_LEVEL);
            valid &= level.equals(ALL_BELOW) ? at == levels.size() - 1 : !level.contains(ALL_BELOW);
        }
        return valid ? Optional.of(new TopicFilter(text, levels)) : Optional.empty();
    }

    /** Whether a client may publish to this, or ask for a reply on it. */
    static boolean isTopicName(String text) {
        return !text.isEmpty() && text.chars().noneMatch(c -> c == '+' || c == '#' || c == 0);
    }

    static List<String> levels(String topic) {
        return List.of(topic.split("/", -1));
    }

    boolean matches(String topic) {
        return matches(levels(topic));
    }

    /** A wildcard in the first level does not match what begins with a dollar sign. */
    boolean matches(List<String> topic) {
        if (isWildcard(levels.getFirst()) && topic.getFirst().startsWith("$")) {
            return false;
        }
        for (int at = 0; at < levels.size(); at++) {
            String level = levels.get(at);
            if (level.equals(ALL_BELOW)) {
                return true;
            }
            boolean here =
                    at < topic.size() && (level.equals(ANY_LEVEL) || level.equals(topic.get(at)));
            if (!here) {
                return false;
            }
        }
        return levels.size() == topic.size();
    }

    private static boolean isWildcard(String level) {
        return level.equals(ANY_LEVEL) || level.equals(ALL_BELOW);
    }
}
