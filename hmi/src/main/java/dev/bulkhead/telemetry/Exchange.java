package dev.bulkhead.telemetry;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/**
 * Brings each message to those whose subscriptions match, and the retained ones to who subscribes
 * later. All on the endpoint's event loop, but for the count.
 */
final class Exchange {
    private static final int MOST_ROUTES = 10_000;

    private final Limits limits;
    private final RetainedMessages retained = new RetainedMessages();
    private final Map<String, Session> sessions = new LinkedHashMap<>();

    /** Found again for each topic after a subscription has changed. */
    private final Map<String, List<Route>> routes = new HashMap<>();

    private final LongAdder lost = new LongAdder();
    private final LongAdder served = new LongAdder();
    private volatile int connected;
    private volatile List<TopicFilter> wanted = List.of();

    private record Route(Session to, Subscription by) {}

    Exchange(Limits limits) {
        this.limits = limits;
    }

    Limits limits() {
        return limits;
    }

    void countLost() {
        lost.increment();
    }

    long samplesLost() {
        return lost.sum();
    }

    /** Any thread may ask. */
    int sessionCount() {
        return connected;
    }

    Collection<Session> sessions() {
        return List.copyOf(sessions.values());
    }

    Optional<Session> session(String clientId) {
        return Optional.ofNullable(sessions.get(clientId));
    }

    /** Any thread may ask. */
    long sessionsServed() {
        return served.sum();
    }

    void add(Session session) {
        served.increment();
        sessions.put(session.clientId(), session);
        connected = sessions.size();
    }

    /** Another with its name stays. */
    void remove(Session session) {
        if (sessions.remove(session.clientId(), session)) {
            connected = sessions.size();
            subscriptionsChanged();
        }
    }

    void subscriptionsChanged() {
        routes.clear();
        wanted =
                sessions.values().stream()
                        .flatMap(session -> session.filters().stream())
                        .distinct()
                        .toList();
    }

    /** Any thread may ask. */
    boolean isWanted(String topic) {
        List<TopicFilter> filters = wanted;
        List<String> levels = TopicFilter.levels(topic);
        return filters.stream().anyMatch(filter -> filter.matches(levels));
    }

    void publish(Message message) {
        if (message.retained()) {
            retained.keep(message);
        }
        List<Route> to = routesTo(message.topic());
        if (to.isEmpty()) {
            return;
        }
        SharedFrames frames = new SharedFrames(message);
        for (Route route : to) {
            boolean retain = message.retained() && route.by().retainAsPublished();
            route.to().deliver(Outgoing.of(frames, route.by(), retain));
        }
    }

    private List<Route> routesTo(String topic) {
        List<Route> known = routes.get(topic);
        if (known != null) {
            return known;
        }
        if (routes.size() >= MOST_ROUTES) {
            routes.clear();
        }
        List<String> levels = TopicFilter.levels(topic);
        List<Route> found = new ArrayList<>();
        for (Session session : sessions.values()) {
            session.subscriptionTo(levels).ifPresent(by -> found.add(new Route(session, by)));
        }
        routes.put(topic, found);
        return found;
    }

    /** The retained messages that a new subscription is owed. */
    void deliverRetained(Session session, TopicFilter filter, Subscription subscription) {
        for (Message message : retained.matching(filter)) {
            session.deliver(Outgoing.of(new SharedFrames(message), subscription, true));
        }
    }
}
