package dev.bulkhead.telemetry;

import java.util.Locale;
import java.util.Optional;

/** What a user may do. */
public enum Role {
    /** Watch. */
    TELEMETRY,
    /** Watch, and act on the twin. */
    COMMAND;

    public boolean mayCommand() {
        return this == COMMAND;
    }

    /** As it stands in options and in the file of users. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Role> of(String word) {
        for (Role role : values()) {
            if (role.word().equals(word)) {
                return Optional.of(role);
            }
        }
        return Optional.empty();
    }
}
