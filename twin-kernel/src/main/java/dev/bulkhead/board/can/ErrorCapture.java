package dev.bulkhead.board.can;

import static dev.bulkhead.board.can.Registers.*;

import dev.bulkhead.can.ArbitrationField;
import dev.bulkhead.can.CanError;
import dev.bulkhead.can.ErrorPlace;
import dev.bulkhead.state.Fields;
import dev.bulkhead.state.Stateful;

/** ERR_CAPT and ALC: the last error, and where arbitration was lost last. */
final class ErrorCapture implements Stateful {
    private int error = ERR_CAPT_RESET;
    private int arbitrationLost;

    /** The fields of both in their word. */
    int word() {
        return error | arbitrationLost;
    }

    void arbitrationLost(ArbitrationField field, int bit) {
        int alcField = field.ordinal() + 1;
        int alcBit =
                switch (field) {
                    case BASE_IDENTIFIER -> 11 - bit;
                    case IDENTIFIER_EXTENSION -> 18 - bit;
                    case SRR_OR_RTR, IDE, RTR -> 0;
                };
        arbitrationLost = alcField << ALC_ID_FIELD_SHIFT | alcBit << ALC_BIT_SHIFT;
    }

    void collided() {
        error = ERR_CAPT_BIT_ERROR;
    }

    void notAcknowledged() {
        error = ERR_CAPT_ACK_ERROR;
    }

    void saw(CanError seen, ErrorPlace place) {
        int type =
                switch (seen) {
                    case BIT -> 0;
                    case CRC -> 1;
                    case FORM -> 2;
                    case ACKNOWLEDGEMENT -> 3;
                    case STUFF -> 4;
                };
        int position =
                switch (place) {
                    case START_OF_FRAME -> 0;
                    case ARBITRATION -> 1;
                    case CONTROL -> 2;
                    case DATA -> 3;
                    case CRC -> 4;
                    case ACKNOWLEDGE -> 5;
                    case END_OF_FRAME -> 6;
                    case ERROR_FRAME -> 7;
                    case OVERLOAD_FRAME -> 8;
                };
        error = type << ERR_TYPE_SHIFT | position;
    }

    void reset() {
        error = ERR_CAPT_RESET;
        arbitrationLost = 0;
    }

    @Override
    public void describe(Fields fields) {
        error = fields.i32("errorCapture", error);
        arbitrationLost = fields.i32("arbitrationLostCapture", arbitrationLost);
    }
}
