package dev.bulkhead.hart;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * All that is translated in this process, by the bytes it was translated from. Bounded: the page
 * that was not asked for longest goes first.
 */
final class Translations {
    private static final int MOST_PAGES = 1024;

    private static final Map<Key, TranslatedPage> PAGES =
            new LinkedHashMap<>(16, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<Key, TranslatedPage> eldest) {
                    return size() > MOST_PAGES;
                }
            };

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
