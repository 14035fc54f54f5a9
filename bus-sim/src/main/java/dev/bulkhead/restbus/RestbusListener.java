package dev.bulkhead.restbus;

/** Is told what the nodes do, at the time they do it; must not act on them. */
@FunctionalInterface
public interface RestbusListener {
    void on(RestbusEvent event);
}
