package dev.bulkhead.restbus;

import dev.bulkhead.can.CanFrame;
import dev.bulkhead.can.CanPort;
import dev.bulkhead.input.InputError;
import dev.bulkhead.state.Fields;

import java.util.ArrayList;
import java.util.List;

/**
 * Sends what was recorded. Unlike a controller with one buffer it drops nothing: a frame that finds
 * the bus taken comes later, and those behind it too.
 */
final class RecordedNode extends Node {
    private static final int DUE = FIRST_OWN_KIND;

    /** Far beyond what a bus delays: a recording that leaves so many is of a faster bus. */
    private static final int MOST_WAITING = 1000;

    private record Played(long atPs, CanFrame frame) {}

    /** In order of time; the first ones are due, {@code due} of them. */
    private List<Played> frames = new ArrayList<>();

    private int due;

    /** Whether the first of them was offered to the bus. */
    private boolean offered;

    RecordedNode(
            Restbus.World world, int rank, RestbusNode.Recorded node, RestbusListener listener) {
        super(world, rank, node, listener);
    }

    void playAt(long atPs, CanFrame frame) {
        if (due >= MOST_WAITING) {
            throw new InputError(
                    "node " + name(),
                    "%,d recorded frames wait for the bus".formatted(due),
                    "give the bus the bit rate of the recorded one");
        }
        frames.add(new Played(atPs, frame));
        events.schedule(atPs, DUE, 0);
    }

    @Override
    void onEvent(int kind, long argument, long nowPs) {
        due++;
        offerNext();
    }

    @Override
    void busMoved() {
        if (offered && port().offered() == CanPort.Offer.NONE) {
            offered = false;
            due--;
            frames.removeFirst();
        }
        offerNext();
    }

    private void offerNext() {
        if (!offered && due > 0) {
            offered = true;
            port().offer(frames.getFirst().frame());
        }
    }

    @Override
    public void describe(Fields fields) {
        frames =
                fields.list(
                        "frames",
                        frames,
                        (walk, played) ->
                                new Played(
                                        walk.i64("atPs", played == null ? 0 : played.atPs()),
                                        CanFrame.describe(
                                                walk,
                                                "frame",
                                                played == null ? null : played.frame())));
        due = fields.i32("due", due);
        offered = fields.bool("offered", offered);
    }
}
