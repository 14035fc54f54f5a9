package dev.bulkhead.hart;

import dev.bulkhead.memory.RegionKind;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Finds the functions of a page of code: from the instructions that were executed it follows
 * branches and jumps, and takes together what they connect. A call leads to the instruction behind
 * it; what it calls is another function.
 */
final class RegionFinder {
    private static final int LONGEST_BLOCK = 100;
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

    /**
     * The part of a function around an instruction: the largest loop around it that fits, or what
     * lies around it and is in no such loop. So a region's border is crossed as seldom as may be.
     *
     * @param most instructions of the region
     * @param taken where instructions are in another region: these stay there
     * @return empty if the instruction cannot be translated
     */
    Optional<Region> around(int parcel, int most, boolean[] taken) {
        if (ops[parcel] == Op.NONE) {
            return Optional.empty();
        }
        SortedMap<Integer, Region.Block> all = blocks(root(parcel));
        Optional<Region.Block> wanted =
                all.values().stream()
                        .filter(block -> block.ops().stream().anyMatch(at -> at.parcel() == parcel))
                        .filter(block -> !taken[block.parcel()])
                        .findFirst();
        if (wanted.isEmpty()) {
            return Optional.empty();
        }
        int from = wanted.get().parcel();
        List<Loop> loops = loops(all).stream().filter(loop -> size(loop.of(all)) <= most).toList();
        SortedMap<Integer, Region.Block> near =
                loops.stream()
                        .filter(loop -> loop.contains(from))
                        .max(Comparator.comparingInt(loop -> size(loop.of(all))))
                        .<SortedMap<Integer, Region.Block>>map(loop -> new TreeMap<>(loop.of(all)))
                        .orElseGet(() -> between(loops, from, most, taken, all));
        near.keySet().removeIf(block -> taken[block]);
        return Optional.of(region(near, all));
    }

    /** Blocks from a loop's head to the jump back to it: compilers lay loops out together. */
    private record Loop(int head, int last) {
        boolean contains(int parcel) {
            return head <= parcel && parcel <= last;
        }

        SortedMap<Integer, Region.Block> of(SortedMap<Integer, Region.Block> all) {
            return all.subMap(head, last + 1);
        }
    }

    private static Set<Loop> loops(SortedMap<Integer, Region.Block> all) {
        Set<Loop> loops = new LinkedHashSet<>();
        for (Region.Block block : all.values()) {
            for (int target : successors(block.last())) {
                if (target != UNKNOWN && target <= block.parcel() && all.containsKey(target)) {
                    loops.add(new Loop(target, block.parcel()));
                }
            }
        }
        loops.addAll(united(loops));
        return loops;
    }

    /** Two loops that overlap, neither within the other, are one that has two heads. */
    private static Set<Loop> united(Set<Loop> loops) {
        Set<Loop> united = new LinkedHashSet<>();
        for (Loop first : loops) {
            for (Loop second : loops) {
                if (first.head < second.head
                        && second.head <= first.last
                        && first.last < second.last) {
                    united.add(new Loop(first.head, second.last));
                }
            }
        }
        return united;
    }

    /** The blocks from one on that are in none of the loops, and those before it if all fit. */
    private static SortedMap<Integer, Region.Block> between(
            List<Loop> loops,
            int from,
            int most,
            boolean[] taken,
            SortedMap<Integer, Region.Block> all) {
        SortedMap<Integer, Region.Block> free = new TreeMap<>(all);
        free.keySet()
                .removeIf(
                        block -> taken[block] || loops.stream().anyMatch(it -> it.contains(block)));
        int start = size(free) <= most ? free.firstKey() : from;
        SortedMap<Integer, Region.Block> near = new TreeMap<>();
        for (Region.Block block : free.tailMap(start).values()) {
            if (!near.isEmpty() && size(near) + block.ops().size() > most) {
                break;
            }
            near.put(block.parcel(), block);
        }
        return near;
    }

    private static int size(SortedMap<Integer, Region.Block> blocks) {
        return blocks.values().stream().mapToInt(block -> block.ops().size()).sum();
    }

    private SortedMap<Integer, Region.Block> blocks(int function) {
        SortedMap<Integer, Region.Block> blocks = new TreeMap<>();
        for (int i = 0; i < CodeCache.PARCELS; i++) {
            if (leader[i] && root(i) == function && isTranslatable(i)) {
                blocks.put(i, block(i));
            }
        }
        return blocks;
    }

    private Region region(
            SortedMap<Integer, Region.Block> near, SortedMap<Integer, Region.Block> all) {
        boolean[] entered = entry.clone();
        for (Region.Block block : all.values()) {
            boolean inside = near.containsKey(block.parcel());
            for (int target : successors(block.last())) {
                if (target != UNKNOWN && (!inside || target <= block.parcel())) {
                    entered[target] = true;
                }
            }
        }
        return new Region(
                List.copyOf(near.values()),
                near.keySet().stream().filter(parcel -> entered[parcel]).toList());
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
                && found.size() < LONGEST_BLOCK);
        if (found.size() == LONGEST_BLOCK && i < CodeCache.PARCELS) {
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
        return ((int) at.op() & 0xff) == Op.JAL ? inPage(at.parcel() + Op.imm(at.op())) : UNKNOWN;
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
}
