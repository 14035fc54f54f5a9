package dev.bulkhead.state;

/** Something whose behaviour depends on values that a snapshot must keep. */
public interface Stateful {

    /**
     * Names every field that can influence a later trace, always in the same order. Each field is
     * passed through {@code fields} and assigned back, so that one description serves both ways:
     *
     * <pre>{@code
     * tec = fields.i32("tec", tec);
     * fields.i32s("registers", registers);
     * fields.child("fifo", fifo);
     * }</pre>
     *
     * @param fields the walk: one that reads the values out, or one that puts saved values in
     */
    void describe(Fields fields);
}
