package dev.bulkhead.campaign;

import dev.bulkhead.memory.Ram;
import dev.bulkhead.state.Fields;
import dev.bulkhead.state.PagedMemory;
import dev.bulkhead.state.Snapshot;
import dev.bulkhead.twin.Twin;

import java.util.ArrayList;
import java.util.List;

/** A walk that saves a state as if a part of it were not described: zero stands in its place. */
final class Forgetting implements Fields {
    private final Fields saving;
    private final Ram ram;
    private final String part;
    private final List<String> path = new ArrayList<>();

    private Forgetting(Fields saving, Ram ram, String part) {
        this.saving = saving;
        this.ram = ram;
        this.part = part;
    }

    /**
     * The state of a twin without a part.
     *
     * @param part how the path of its fields begins
     */
    static Snapshot of(Twin twin, String part) {
        return Snapshot.of(fields -> twin.describe(new Forgetting(fields, twin.ecu().ram(), part)));
    }

    private boolean forgets(String name) {
        return (String.join(".", path) + "." + name).startsWith(part);
    }

    @Override
    public boolean restoring() {
        return saving.restoring();
    }

    @Override
    public long i64(String name, long value) {
        saving.i64(name, forgets(name) ? 0 : value);
        return value;
    }

    @Override
    public void bytes(String name, byte[] array, int length) {
        saving.bytes(name, forgets(name) ? new byte[length] : array, length);
    }

    @Override
    public void pages(String name, PagedMemory memory) {
        saving.pages(name, forgets(name) ? new Ram(ram.base(), ram.size()) : memory);
    }

    @Override
    public void enter(String name) {
        path.add(name);
        saving.enter(name);
    }

    @Override
    public void leave() {
        path.removeLast();
        saving.leave();
    }
}
