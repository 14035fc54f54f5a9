package dev.bulkhead.cluster;

import com.hazelcast.config.JavaSerializationFilterConfig;

/**
 * Which classes may be made of what comes over the network. Orders do not need Java serialization;
 * what does is Hazelcast's own and the JDK's plain values.
 */
final class Filter {
    private Filter() {}

    static JavaSerializationFilterConfig config() {
        JavaSerializationFilterConfig filter = new JavaSerializationFilterConfig();
        filter.setDefaultsDisabled(true);
        Quiet.readable().forEach(filter.getWhitelist()::addPrefixes);
        return filter;
    }
}
