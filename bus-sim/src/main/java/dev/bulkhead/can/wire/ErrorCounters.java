package dev.bulkhead.can.wire;

import dev.bulkhead.can.ErrorState;
import dev.bulkhead.state.Fields;
import dev.bulkhead.state.Stateful;

/**
 * The two error counts of a node and the state that they put it in.
 *
 * @see "Bosch, CAN with Flexible Data-Rate, Specification 1.0 (2012), chapter 7, rules 1 to 12"
 */
final class ErrorCounters implements Stateful {
    /** Where controllers warn; nothing on the bus depends on it. */
    private static final int WARNING_FROM = 96;

    private static final int PASSIVE_FROM = 128;
    private static final int BUS_OFF_FROM = 256;

    private int transmit;
    private int receive;

    /** What each rose to so far; nothing on the bus depends on it. */
    private int mostTransmit;

    private int mostReceive;

    /** What a node is told of when it changes. */
    enum Standing {
        ACTIVE(ErrorState.ERROR_ACTIVE),
        WARNING(ErrorState.ERROR_ACTIVE),
        PASSIVE(ErrorState.ERROR_PASSIVE),
        OFF(ErrorState.BUS_OFF);

        private final ErrorState state;

        Standing(ErrorState state) {
            this.state = state;
        }

        ErrorState state() {
            return state;
        }

        /** Whether a count has reached the limit. */
        boolean warns() {
            return this != ACTIVE;
        }
    }

    Standing standing() {
        if (transmit >= BUS_OFF_FROM) {
            return Standing.OFF;
        }
        int larger = Math.max(transmit, receive);
        if (larger >= PASSIVE_FROM) {
            return Standing.PASSIVE;
        }
        return larger >= WARNING_FROM ? Standing.WARNING : Standing.ACTIVE;
    }

    int mostTransmit() {
        return mostTransmit;
    }

    int mostReceive() {
        return mostReceive;
    }

    int transmit() {
        return transmit;
    }

    int receive() {
        return receive;
    }

    ErrorState state() {
        return standing().state();
    }

    /** Rules 3, 4 and 6, transmitter; bus off, the count goes no further. */
    void transmitterErred() {
        if (transmit < BUS_OFF_FROM) {
            transmit += 8;
            mostTransmit = Math.max(mostTransmit, transmit);
        }
    }

    /** Rule 1. */
    void receiverErred() {
        riseBy(1);
    }

    /** Rules 2, 5 and 6, receiver. */
    void receiverErredFirst() {
        riseBy(8);
    }

    private void riseBy(int errors) {
        receive = Math.min(receive + errors, BUS_OFF_FROM - 1);
        mostReceive = Math.max(mostReceive, receive);
    }

    /** Rule 7. */
    void transmitted() {
        transmit = Math.max(transmit - 1, 0);
    }

    /** Rule 8; the highest of the values that it allows after error passive. */
    void received() {
        receive = receive >= PASSIVE_FROM ? PASSIVE_FROM - 1 : Math.max(receive - 1, 0);
    }

    void clear() {
        transmit = 0;
        receive = 0;
    }

    /** Sets both, as a test host may. */
    void set(int transmitCount, int receiveCount) {
        transmit = transmitCount;
        receive = receiveCount;
        startFromHere();
    }

    @Override
    public void describe(Fields fields) {
        transmit = fields.i32("transmit", transmit);
        receive = fields.i32("receive", receive);
        if (fields.restoring()) {
            startFromHere();
        }
    }

    private void startFromHere() {
        mostTransmit = transmit;
        mostReceive = receive;
    }
}
