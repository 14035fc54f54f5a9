package dev.bulkhead.telemetry;

import java.util.concurrent.CompletionStage;

/** Takes the commands that come in on {@code bulkhead/<twin>/command/<name>}. */
@FunctionalInterface
public interface CommandDesk {

    /**
     * Hands a command in; returns at once.
     *
     * @param name last levels of the topic, such as {@code pedal}
     * @param body the payload, JSON in UTF-8, as it came
     * @return the reply, a JSON object; never completes exceptionally: what is wrong stands in it
     */
    CompletionStage<String> submit(String name, String body);
}
