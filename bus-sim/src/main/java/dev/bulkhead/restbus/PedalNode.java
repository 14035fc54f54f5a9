package dev.bulkhead.restbus;

import dev.bulkhead.dbc.DbcSignal;
import dev.bulkhead.state.Fields;
import dev.bulkhead.time.SimTime;

/** The brake pedal with its sensor. */
final class PedalNode extends SendingNode {
    private static final int PEDAL = FIRST_OWN_KIND;

    private final DbcSignal position;
    private final DbcSignal inverse;
    private double percent;

    PedalNode(
            Restbus.World world, int rank, RestbusNode.PedalSensor node, RestbusListener listener) {
        super(world, rank, node, listener);
        position = message().signal("PedalPosition1");
        inverse = message().signal("PedalPosition2");
        message().signal("PedalState");
    }

    void moveAt(long atPs, double toPercent) {
        events.schedule(atPs, PEDAL, Double.doubleToRawLongBits(toPercent));
    }

    @Override
    void ownEvent(int kind, long argument, long nowPs) {
        percent = Double.longBitsToDouble(argument);
        if (percent > 0) {
            vehicle.beginBraking(nowPs);
        }
        tell(new RestbusEvent.PedalMoved(new SimTime(nowPs), name(), percent));
    }

    @Override
    void fill(byte[] data, long nowPs) {
        position.putNearest(data, percent);
        inverse.putNearest(data, 100 - percent);
    }

    @Override
    public void describe(Fields fields) {
        super.describe(fields);
        percent = fields.f64("percent", percent);
    }
}
