package dev.bulkhead.hart;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * All that is translated in this process, by the bytes it was translated from. Bounded: what was
 * not asked for longest goes first.
 */
final class Translations {
    private static final int MOST_PAGES = 1024;
    private static final int MOST_REGIONS = 4096;

    private static final Map<Key, TranslatedPage> PAGES = bounded(MOST_PAGES);

    /** By themselves too: a page with one changed byte has most of its regions unchanged. */
    private static final Map<Place, Optional<TranslatedCode>> REGIONS = bounded(MOST_REGIONS);

    private static <K, V> Map<K, V> bounded(int most) {
        return new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > most;
            }
        };
    }

    private Translations() {}

    /** The same bytes at the same address, counted by the same costs. */
    static final class Key {
        private final int base;
        private final byte[] content;
        private final CostTable costs;
        private final int hash;

        Key(int base, byte[] content, CostTable costs) {
            this.base = base;
            this.content = content;
            this.costs = costs;
            hash = Arrays.hashCode(content) * 31 + base;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Key key
                    && base == key.base
                    && Arrays.equals(content, key.content)
                    && costs.equals(key.costs);
        }

        @Override
        public int hashCode() {
            return hash;
        }
    }

    /** A region at an address, counted by these costs. */
    record Place(int base, CostTable costs, Region region) {}

    /** The region's code, made if it is not there; empty if it would be too large. */
    static Optional<TranslatedCode> of(Place place) {
        synchronized (REGIONS) {
            return REGIONS.computeIfAbsent(
                    place,
                    _ -> new RegionWriter(place.base, place.costs, place.region).translate());
        }
    }

    /** What is translated of a page, {@code null} if nothing was asked for so far. */
    static TranslatedPage find(Key key) {
        synchronized (PAGES) {
            return PAGES.get(key);
        }
    }

    static TranslatedPage get(Key key) {
        synchronized (PAGES) {
            return PAGES.computeIfAbsent(
                    key, _ -> new TranslatedPage(key.base, key.content, key.costs));
        }
    }
}
