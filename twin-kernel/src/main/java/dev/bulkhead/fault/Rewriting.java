package dev.bulkhead.fault;

import dev.bulkhead.elf.ElfFile;
import dev.bulkhead.elf.ElfFile.Segment;
import dev.bulkhead.hart.Instruction;

import java.util.List;

/**
 * Writes a hostile image over the target's code and data, where the kernel has the target's own:
 * rights, channels, ports and the borders of its memory stay. The target goes on at the image's
 * entry instead of its next instruction.
 */
final class Rewriting extends OnNextInstruction {
    /** Rights end where a page does. */
    private static final int PAGE = 4096;

    private final Effect.Rewritten effect;
    private final ElfFile intruder;

    Rewriting(Injection injection, Effect.Rewritten effect) {
        super(injection);
        this.effect = effect;
        String target = site.fault().target();
        intruder = site.intruders().get(target);
        if (intruder == null) {
            throw site.error(
                    "the twin has no hostile image of '%s'".formatted(target),
                    "build it with HostileSystem");
        }
        List<Segment> own = site.names().image(partition()).segments();
        for (Segment segment : intruder.segments()) {
            if (own.stream().noneMatch(each -> holds(each, segment))) {
                throw site.error(
                        "the hostile image does not fit between the borders of '%s'"
                                .formatted(target),
                        "use 'hostile', which brings borders of its own");
            }
        }
    }

    private static boolean holds(Segment own, Segment other) {
        return own.writable() == other.writable()
                && own.executable() == other.executable()
                && firstPage(own) <= firstPage(other)
                && endPage(own) >= endPage(other);
    }

    private static long firstPage(Segment segment) {
        return Integer.toUnsignedLong(segment.virtualAddress()) / PAGE;
    }

    private static long endPage(Segment segment) {
        long end = Integer.toUnsignedLong(segment.virtualAddress()) + segment.memoryBytes();
        return Math.ceilDiv(end, PAGE);
    }

    @Override
    Instruction replace(int pc, Instruction instruction) {
        for (Segment segment : intruder.segments()) {
            byte[] memory = new byte[segment.memoryBytes()];
            byte[] content = intruder.content(segment);
            System.arraycopy(content, 0, memory, 0, content.length);
            site.port().ram().store(segment.physicalAddress(), memory);
        }
        activate(
                "the code of " + site.fault().target(),
                Integer.toUnsignedLong(pc),
                Integer.toUnsignedLong(intruder.entry()),
                "rewritten code " + effect.by().attack().does());
        site.hart().setPc(intruder.entry());
        finish();
        return instruction;
    }
}
