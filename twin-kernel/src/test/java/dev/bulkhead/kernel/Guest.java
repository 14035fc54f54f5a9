package dev.bulkhead.kernel;

import static dev.bulkhead.testing.Asm.*;

import dev.bulkhead.system.Permissions;
import dev.bulkhead.testing.Asm;
import dev.bulkhead.trace.Payload;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A partition's program for tests: a page of code, and a page of data with the message registers
 * first and numbered words for the test to look at behind them.
 */
final class Guest {
    static final int WORDS_OFFSET = 0x400;
    static final int BUFFER_OFFSET = 0x800;
    private static final int S11 = 27;

    final Asm code;
    private final int base;
    private final int dataBytes;
    private final List<PartitionImage.Segment> constants = new ArrayList<>();
    private final SortedMap<String, Integer> symbols = new TreeMap<>();
    private int labels;

    Guest(int base, int dataBytes) {
        this.base = base;
        this.dataBytes = dataBytes;
        code = new Asm(base);
    }

    int data() {
        return base + 0x4000;
    }

    int buffer() {
        return data() + BUFFER_OFFSET;
    }

    int word(int slot) {
        return data() + WORDS_OFFSET + 4 * slot;
    }

    /** Keeps a register where the test finds it. */
    Guest keep(int register, int slot) {
        code.li(S11, word(slot)).sw(register, 0, S11);
        return this;
    }

    /** Adds one to a word. */
    Guest count(int slot) {
        code.li(S11, word(slot)).lw(T2, 0, S11).addi(T2, T2, 1).sw(T2, 0, S11);
        return this;
    }

    Guest poke(int address, int value) {
        code.li(T0, address).li(T1, value).sw(T1, 0, T0);
        return this;
    }

    Guest messageRegister(int index, int value) {
        return poke(data() + 4 * index, value);
    }

    private Guest syscall(int number) {
        code.li(A7, number).ecall();
        return this;
    }

    Guest receive() {
        code.li(A0, 0);
        return syscall(0);
    }

    Guest replyAndReceive(int info) {
        code.li(A0, 0).li(A2, info);
        return syscall(1);
    }

    Guest signal(int channel) {
        code.li(A0, channel);
        return syscall(2);
    }

    Guest call(int channel, int info) {
        code.li(A0, channel).li(A1, info);
        return syscall(3);
    }

    Guest acknowledge(int channel) {
        code.li(A0, channel);
        return syscall(4);
    }

    Guest writePort(int id, int address, int length) {
        code.li(A0, id).li(A1, address).li(A2, length);
        return syscall(5);
    }

    Guest readPort(int id, int address, int length) {
        code.li(A0, id).li(A1, address).li(A2, length);
        return syscall(6);
    }

    Guest send(int id, int address, int length) {
        code.li(A0, id).li(A1, address).li(A2, length);
        return syscall(10);
    }

    Guest receiveQueued(int id, int address, int length) {
        code.li(A0, id).li(A1, address).li(A2, length);
        return syscall(11);
    }

    Guest time() {
        return syscall(7);
    }

    Guest window() {
        return syscall(8);
    }

    Guest raise(int code) {
        this.code.li(A0, code);
        return syscall(9);
    }

    Guest unknownCall() {
        return syscall(77);
    }

    /** Runs {@code body} again and again. */
    Guest forever(Runnable body) {
        String top = "loop" + labels++;
        code.label(top);
        body.run();
        code.j(top);
        return this;
    }

    /** Uses up time. */
    Guest spin() {
        return forever(() -> {});
    }

    /** About {@code rounds} times four cycles. */
    Guest delay(int rounds) {
        String top = "delay" + labels++;
        code.li(T0, rounds).label(top).addi(T0, T0, -1).bne(T0, ZERO, top);
        return this;
    }

    /** A segment of constants more. */
    Guest constants(int address, int bytes) {
        constants.add(
                new PartitionImage.Segment(
                        address, Payload.of(new byte[bytes]), bytes, Permissions.READ));
        return this;
    }

    /** A word with the value 1 in a segment of constants of its own, under the name of a symbol. */
    Guest constant(String symbol, int address) {
        constants.add(
                new PartitionImage.Segment(
                        address, Payload.of(new byte[] {1, 0, 0, 0}), 4, Permissions.READ));
        symbols.put(symbol, address);
        return this;
    }

    PartitionImage image(String name) {
        List<PartitionImage.Segment> segments = new ArrayList<>();
        byte[] text = code.bytes();
        segments.add(
                new PartitionImage.Segment(
                        base, Payload.of(text), text.length, Permissions.READ_EXECUTE));
        segments.add(
                new PartitionImage.Segment(
                        data(), Payload.EMPTY, dataBytes, Permissions.READ_WRITE));
        symbols.put(PartitionImage.IPC_SYMBOL, data());
        segments.addAll(constants);
        return new PartitionImage(name, base, segments, symbols);
    }
}
