package dev.bulkhead.cluster;

import dev.bulkhead.cluster.Crew.Hand;

import java.util.Optional;

/** Who does not belong to a cluster, as far as its members say of themselves. */
final class Strangers {
    private static final int SHOWN = 12;

    private Strangers() {}

    /** Why a hand cannot work with who has this secret; empty if it can. */
    static Optional<String> reason(Hand hand, Secret secret) {
        if (!hand.build().equals(secret.build())) {
            return Optional.of(
                    "it runs another build of Bulkhead (%s there, %s here)"
                            .formatted(shown(hand.build()), shown(secret.build())));
        }
        if (!hand.fingerprint().equals(secret.fingerprint())) {
            return Optional.of("it has another --key");
        }
        return Optional.empty();
    }

    private static String shown(String hash) {
        return hash.substring(0, Math.min(SHOWN, hash.length()));
    }
}
