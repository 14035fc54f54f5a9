package dev.bulkhead.fault;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds out what a flip hits. */
final class Flips {
    private static final Pattern X = Pattern.compile("x([1-9]|[12][0-9]|3[01])");

    private Flips() {}

    static Acting of(Injection injection, Effect.Flip flip) {
        Site site = injection.site();
        Matcher x = X.matcher(flip.place());
        if (x.matches()) {
            return new XFlip(injection, flip, Integer.parseInt(x.group(1)));
        }
        int own = site.names().partition(site.fault().target()).orElse(-1);
        return new RamFlip(injection, flip, site.names().address(site.place(), own, flip.place()));
    }
}
