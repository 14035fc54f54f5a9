package dev.bulkhead.hart;

import dev.bulkhead.memory.RegionKind;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Finds the functions of a page of code: from the instructions that were executed it follows
 * branches and jumps, and takes together what they connect. A call leads to the instruction behind
 * it; what it calls is another function.
 */
final class RegionFinder {
    /** Instructions of a region at most: a compiler's time grows faster than the gain. */
    private static final int MOST_OPS = 150;

    private static final int UNKNOWN = -1;

    private final int base;
    private final byte[] content;
    private final Decoder decoder;
    private final long[] ops = new long[CodeCache.PARCELS];
    private final int[] group = new int[CodeCache.PARCELS];
    private final boolean[] leader = new boolean[CodeCache.PARCELS];
    private final boolean[] entry = new boolean[CodeCache.PARCELS];
    private final boolean[] reached = new boolean[CodeCache.PARCELS];
    private final int[] work = new int[CodeCache.PARCELS];
    private int waiting;

    /**
     * @param base the page's address
     * @param content its bytes
     * @param executed its decoded instructions; those not decoded were not executed so far
     */
    RegionFinder(int base, byte[] content, Decoder decoder, long[] executed) {
        this.base = base;
        this.content = content;
        this.decoder = decoder;
        Arrays.setAll(group, i -> i);
        boolean[] seed = new boolean[CodeCache.PARCELS];
        for (int i = 0; i < CodeCache.PARCELS; i++) {
            seed[i] = executed[i] != Op.NONE;
            if (seed[i]) {
                find(i);
            }
        }
        while (waiting > 0) {
            follow(work[--waiting]);
        }
        for (int i = 0; i < CodeCache.PARCELS; i++) {
            if (seed[i] && !reached[i]) {
                enter(i); // called or jumped to from elsewhere
            }
        }
    }

    /** The regions of the function that an instruction is part of; none if it cannot be translated. */
    List<Region> around(int parcel) {
        if (ops[parcel] == Op.NONE) {
            return List.of();
        }
        int wanted = root(parcel);
        SortedMap<Integer, Region.Block> blocks = new TreeMap<>();
        for (int i = 0; i < CodeCache.PARCELS; i++) {
            if (leader[i] && root(i) == wanted && isTranslatable(i)) {
                blocks.put(i, block(i));
            }
        }
        List<Region> regions = new ArrayList<>();
        List<Region.Block> some = new ArrayList<>();
        int size = 0;
        for (Region.Block block : blocks.values()) {
            if (size > 0 && size + block.ops().size() > MOST_OPS) {
                regions.add(region(some, blocks));
                some.clear();
                size = 0;
            }
            some.add(block);
            size += block.ops().size();
        }
        if (!some.isEmpty()) {
            regions.add(region(some, blocks));
        }
        return regions;
    }

    private Region region(List<Region.Block> some, SortedMap<Integer, Region.Block> all) {
        List<Integer> members = some.stream().map(Region.Block::parcel).toList();
        boolean[] entered = entry.clone();
        for (Region.Block block : all.values()) {
            boolean inside = members.contains(block.parcel());
            for (int target : successors(block.last())) {
                if (target != UNKNOWN && (!inside || target <= block.parcel())) {
                    entered[target] = true;
                }
            }
        }
        return new Region(some, members.stream().filter(parcel -> entered[parcel]).toList());
    }

    private Region.Block block(int from) {
        List<Region.At> found = new ArrayList<>();
        int i = from;
        do {
            found.add(new Region.At(i, ops[i]));
            i = found.getLast().next();
        } while (!endsBlock(found.getLast().op())
                && i < CodeCache.PARCELS
                && !leader[i]
                && isTranslatable(i)
                && found.size() < MOST_OPS);
        if (found.size() == MOST_OPS && i < CodeCache.PARCELS) {
            enter(i);
        }
        return new Region.Block(found);
    }

    private boolean isTranslatable(int parcel) {
        return RegionWriter.canWrite(ops[parcel]);
    }

    private static boolean endsBlock(long op) {
        int operation = (int) op & 0xff & ~Op.SHORT;
        return operation >= Op.BEQ && operation <= Op.JALR;
    }

    private void find(int parcel) {
        if (ops[parcel] == Op.NONE) {
            ops[parcel] = decode(parcel);
            if (ops[parcel] != Op.NONE) {
                work[waiting++] = parcel;
            }
        }
    }

    /** The instruction there, {@link Op#NONE} if it goes on in the next page. */
    private long decode(int parcel) {
        int pc = base + 2 * parcel;
        int low = parcelAt(parcel);
        if ((low & 3) != 3) {
            return decoder.decode16(low, pc, RegionKind.RAM);
        }
        return parcel == CodeCache.PARCELS - 1
                ? Op.NONE
                : decoder.decode32(parcelAt(parcel + 1) << 16 | low, pc, RegionKind.RAM);
    }

    private int parcelAt(int parcel) {
        return content[2 * parcel] & 0xff | (content[2 * parcel + 1] & 0xff) << 8;
    }

    private void follow(int parcel) {
        Region.At at = new Region.At(parcel, ops[parcel]);
        boolean ends = endsBlock(at.op());
        for (int next : successors(at)) {
            if (next != UNKNOWN) {
                find(next);
                reached[next] = true;
                join(parcel, next);
                leader[next] |= ends;
            }
        }
        if (isCall(at.op())) {
            behind(at);
            int target = called(at);
            if (target != UNKNOWN) {
                find(target);
                enter(target);
                reached[target] = true;
            }
        } else if (!RegionWriter.canWrite(at.op())) {
            behind(at);
        }
    }

    /** The interpreter, or a called function, comes back behind this instruction. */
    private void behind(Region.At at) {
        int next = at.next();
        if (next < CodeCache.PARCELS) {
            find(next);
            enter(next);
            reached[next] = true;
            join(at.parcel(), next);
        }
    }

    private void enter(int parcel) {
        leader[parcel] = true;
        entry[parcel] = true;
    }

    /** Where control goes inside the page without leaving the function. */
    private static List<Integer> successors(Region.At at) {
        int operation = (int) at.op() & 0xff & ~Op.SHORT;
        if (operation == Op.JALR || isCall(at.op()) || !RegionWriter.canWrite(at.op())) {
            return List.of();
        }
        if (operation == Op.JAL) {
            return List.of(inPage(at.parcel() + Op.imm(at.op())));
        }
        if (operation >= Op.BEQ && operation <= Op.BGEU) {
            return List.of(inPage(at.next()), inPage(at.parcel() + (Op.imm(at.op()) >> 8)));
        }
        return List.of(inPage(at.next()));
    }

    private static boolean isCall(long op) {
        int operation = (int) op & 0xff;
        boolean links = ((int) (op >>> 8) & 63) != Op.SPARE_REGISTER;
        return (operation == Op.JAL || operation == Op.JALR) && links;
    }

    private static int called(Region.At at) {
        return ((int) at.op() & 0xff) == Op.JAL
                ? inPage(at.parcel() + Op.imm(at.op()))
                : UNKNOWN;
    }

    private static int inPage(int parcel) {
        return parcel >= 0 && parcel < CodeCache.PARCELS ? parcel : UNKNOWN;
    }

    private int root(int parcel) {
        int i = parcel;
        while (group[i] != i) {
            group[i] = group[group[i]];
            i = group[i];
        }
        return i;
    }

    private void join(int a, int b) {
        int first = root(a);
        int second = root(b);
        group[Math.max(first, second)] = Math.min(first, second);
    }

    /** Marks what belongs to the same function. */
    void mark(int parcel, boolean[] covered) {
        int wanted = root(parcel);
        for (int i = 0; i < CodeCache.PARCELS; i++) {
            covered[i] |= ops[i] != Op.NONE && root(i) == wanted;
        }
    }
}
