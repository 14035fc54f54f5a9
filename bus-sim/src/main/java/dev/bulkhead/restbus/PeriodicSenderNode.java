package dev.bulkhead.restbus;

import dev.bulkhead.dbc.DbcSignal;
import dev.bulkhead.state.Fields;

import java.util.ArrayList;
import java.util.List;

/** Sends the values it is given; commands change them, and whether it sends at all. */
final class PeriodicSenderNode extends SendingNode implements Switchable {
    private static final int SET_SIGNAL = FIRST_OWN_KIND;
    private static final int SET_SENDING = FIRST_OWN_KIND + 1;

    private final List<DbcSignal> signals;
    private final double[] values;

    /** Commands in the order in which they were given; an event names one by its place. */
    private final List<SignalValue> commands = new ArrayList<>();

    private boolean sending;

    private record SignalValue(int signal, double value) {}

    PeriodicSenderNode(
            Restbus.World world,
            int rank,
            RestbusNode.PeriodicSender node,
            RestbusListener listener) {
        super(
                world,
                rank,
                node,
                NodeMessage.find(world, node.name(), node.sends().message()),
                listener);
        signals = message().layout().signals();
        values = new double[signals.size()];
        node.values().forEach(each -> values[indexOf(each.signal())] = each.value());
        sending = node.sending();
    }

    void setAt(long atPs, String signal, double value) {
        commands.add(new SignalValue(indexOf(signal), value));
        events.schedule(atPs, SET_SIGNAL, commands.size() - 1L);
    }

    @Override
    public void sendAt(long atPs, boolean on) {
        events.schedule(atPs, SET_SENDING, on ? 1 : 0);
    }

    private int indexOf(String signal) {
        return signals.indexOf(message().signal(signal));
    }

    @Override
    void ownEvent(int kind, long argument, long nowPs) {
        switch (kind) {
            case SET_SIGNAL -> {
                SignalValue command = commands.get((int) argument);
                values[command.signal()] = command.value();
            }
            case SET_SENDING -> sending = argument != 0;
            default -> super.ownEvent(kind, argument, nowPs);
        }
    }

    @Override
    boolean isSending() {
        return sending;
    }

    @Override
    void fill(byte[] data, long nowPs) {
        for (int i = 0; i < values.length; i++) {
            signals.get(i).putNearest(data, values[i]);
        }
    }

    @Override
    public void describe(Fields fields) {
        super.describe(fields);
        fields.f64s("values", values);
        sending = fields.bool("sending", sending);
    }
}
