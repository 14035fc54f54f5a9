package dev.bulkhead.restbus;

import dev.bulkhead.dbc.DbcSignal;
import dev.bulkhead.state.Fields;
import dev.bulkhead.time.SimTime;

/** The brake pedal with its sensor. */
final class PedalNode extends SendingNode {
    private static final int MOVE = FIRST_OWN_KIND;
    private static final int HOLD = FIRST_OWN_KIND + 1;
    private static final int RELEASE = FIRST_OWN_KIND + 2;

    private final DbcSignal position;
    private final DbcSignal inverse;
    private double percent;

    /** Where it would be if nobody held it. */
    private double movedTo;

    private boolean held;

    PedalNode(
            Restbus.World world, int rank, RestbusNode.PedalSensor node, RestbusListener listener) {
        super(world, rank, node, listener);
        position = message().signal("PedalPosition1");
        inverse = message().signal("PedalPosition2");
        message().signal("PedalState");
    }

    void moveAt(long atPs, double toPercent) {
        events.schedule(atPs, MOVE, Double.doubleToRawLongBits(toPercent));
    }

    void holdAt(long atPs, double toPercent) {
        events.schedule(atPs, HOLD, Double.doubleToRawLongBits(toPercent));
    }

    void releaseAt(long atPs) {
        events.schedule(atPs, RELEASE, 0);
    }

    double percent() {
        return percent;
    }

    @Override
    void ownEvent(int kind, long argument, long nowPs) {
        switch (kind) {
            case MOVE -> movedTo = Double.longBitsToDouble(argument);
            case HOLD -> held = true;
            case RELEASE -> held = false;
            default -> throw new IllegalStateException(name() + " knows no event of kind " + kind);
        }
        if (kind == HOLD) {
            stand(Double.longBitsToDouble(argument), nowPs);
        } else if (!held) {
            stand(movedTo, nowPs);
        }
    }

    private void stand(double at, long nowPs) {
        percent = at;
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
        movedTo = fields.f64("movedTo", movedTo);
        held = fields.bool("held", held);
    }
}
