package dev.bulkhead.telemetry;

import java.util.Optional;

/** The topics of one twin that clients publish to, and those its replies come on. */
record ClientTopics(String twin) {
    private static final String REPLY = "reply";

    private String commands() {
        return "bulkhead/" + twin + "/command/";
    }

    /** The command that a topic names. */
    Optional<String> command(String topic) {
        if (!topic.startsWith(commands())) {
            return Optional.empty();
        }
        String name = topic.substring(commands().length());
        boolean reply = name.equals(REPLY) || name.startsWith(REPLY + "/");
        return name.isEmpty() || reply ? Optional.empty() : Optional.of(name);
    }

    /** Where the reply goes if the request names no response topic, as in MQTT 3.1.1. */
    String reply(String command) {
        return commands() + REPLY + "/" + command;
    }
}
