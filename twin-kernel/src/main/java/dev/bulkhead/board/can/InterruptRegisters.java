package dev.bulkhead.board.can;

import static dev.bulkhead.board.can.Registers.*;

import dev.bulkhead.board.InterruptLine;
import dev.bulkhead.state.Fields;
import dev.bulkhead.state.Stateful;

/** INT_STAT, INT_ENA and INT_MASK, and the line that they drive. */
final class InterruptRegisters implements Stateful {
    private final InterruptLine line;
    private int status;
    private int enabled;
    private int masked;

    InterruptRegisters(String name) {
        line = new InterruptLine(name);
    }

    InterruptLine line() {
        return line;
    }

    int status() {
        return status;
    }

    void clear(int interrupts) {
        status &= ~interrupts;
    }

    int enabled() {
        return enabled;
    }

    void enable(int interrupts) {
        enabled |= interrupts & INT_ALL;
    }

    void disable(int interrupts) {
        enabled &= ~interrupts;
    }

    int masked() {
        return masked;
    }

    void mask(int interrupts) {
        masked |= interrupts & INT_ALL;
    }

    void unmask(int interrupts) {
        masked &= ~interrupts;
    }

    /** A masked interrupt does not reach the status register. */
    void raise(int interrupts) {
        status |= interrupts & ~masked;
    }

    void drive(long nowPs) {
        line.set((status & enabled) != 0, nowPs);
    }

    void reset() {
        status = 0;
        enabled = 0;
        masked = 0;
    }

    @Override
    public void describe(Fields fields) {
        status = fields.i32("interruptStatus", status);
        enabled = fields.i32("interruptEnable", enabled);
        masked = fields.i32("interruptMask", masked);
        fields.child("interrupt", line);
    }
}
