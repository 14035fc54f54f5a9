package dev.bulkhead.telemetry;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The last retained message of each topic. */
final class RetainedMessages {
    private final Map<String, Message> byTopic = new TreeMap<>();

    /** An empty payload removes what was kept, as the standard says. */
    void keep(Message message) {
        if (message.payload().length() == 0) {
            byTopic.remove(message.topic());
        } else {
            byTopic.put(message.topic(), message);
        }
    }

    List<Message> matching(TopicFilter filter) {
        Collection<Message> all = byTopic.values();
        return all.stream().filter(message -> filter.matches(message.topic())).toList();
    }
}
