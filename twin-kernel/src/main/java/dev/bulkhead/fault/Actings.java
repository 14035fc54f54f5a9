package dev.bulkhead.fault;

/** Finds out what a fault's {@link Effect} means in a system. */
final class Actings {
    private Actings() {}

    static Acting of(Injection injection, Effect effect) {
        return switch (effect) {
            case Effect.Flip flip -> Flips.of(injection, flip);
            case Effect.Wild wild -> new WildAccess(injection, wild);
            case Effect.Hostile hostile -> new HostileAttack(injection, hostile);
            default ->
                    throw injection
                            .site()
                            .error(
                                    "'%s' cannot be armed yet".formatted(effect.kind().label()),
                                    "use flip, wild-store or wild-load");
        };
    }
}
