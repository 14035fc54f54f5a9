package dev.bulkhead.telemetry;

import dev.bulkhead.telemetry.Message.Delivery;

import java.util.List;
import java.util.stream.Stream;

/**
 * What a client asked for, or several such requests that meet in one topic.
 *
 * @param atMost the best delivery that was granted
 * @param retainAsPublished whether a live message keeps its retain mark
 * @param identifiers the client's own numbers for it; none if it gave none
 */
record Subscription(Delivery atMost, boolean retainAsPublished, List<Integer> identifiers) {
    Subscription {
        identifiers = List.copyOf(identifiers);
    }

    /** Where subscriptions of one client overlap it gets one copy, the best of them. */
    Subscription and(Subscription other) {
        return new Subscription(
                atMost == Delivery.AT_LEAST_ONCE ? atMost : other.atMost,
                retainAsPublished || other.retainAsPublished,
                Stream.concat(identifiers.stream(), other.identifiers.stream()).toList());
    }

    Delivery of(Message message) {
        return atMost == Delivery.AT_LEAST_ONCE ? message.delivery() : Delivery.AT_MOST_ONCE;
    }
}
