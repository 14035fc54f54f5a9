package dev.bulkhead.fault;

import dev.bulkhead.elf.ElfFile.Symbol;
import dev.bulkhead.hart.Instruction;
import dev.bulkhead.state.Fields;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * One instruction of the target's program is another one for good, also after a restart: a bug. The
 * seed picks it among those in functions that the operator fits.
 */
final class Mutation extends Acting {
    private final Mutator mutator;
    private final int partition;
    private final int address;
    private final Instruction mutant;
    private boolean begun;

    Mutation(Injection injection, Effect.Mutate effect) {
        super(injection);
        partition = site.targetPartition();
        SplittableRandom random = new SplittableRandom(effect.seed());
        mutator = new Mutator(effect.operator(), random);
        List<Placed> fitting = fitting();
        if (fitting.isEmpty()) {
            throw site.error(
                    "no instruction of '%s' fits '%s'"
                            .formatted(site.fault().target(), effect.operator().label()),
                    "choose another operator, or link the program with its symbols");
        }
        Placed chosen = fitting.get(random.nextInt(fitting.size()));
        address = chosen.address;
        mutant = mutator.mutate(chosen.instruction);
    }

    private record Placed(int address, Instruction instruction) {}

    private List<Placed> fitting() {
        List<Placed> fitting = new ArrayList<>();
        for (Symbol function : site.names().functions(partition)) {
            List<Placed> body = body(function);
            for (int i = 0; i < body.size(); i++) {
                List<Instruction> next =
                        body.subList(i + 1, Math.min(i + 5, body.size())).stream()
                                .map(Placed::instruction)
                                .toList();
                if (mutator.fits(body.get(i).instruction, next)) {
                    fitting.add(body.get(i));
                }
            }
        }
        return fitting;
    }

    private List<Placed> body(Symbol function) {
        List<Placed> body = new ArrayList<>();
        int end = function.address() + function.bytes();
        int at = function.address();
        while (at < end) {
            Instruction instruction = Instruction.of(site.names().programWord(partition, at));
            body.add(new Placed(at, instruction));
            at += instruction.bytes();
        }
        return body;
    }

    @Override
    void begin() {
        begun = true;
        look();
    }

    @Override
    boolean concerns(int pc, Instruction instruction) {
        return begun && pc == address;
    }

    @Override
    Instruction before(int pc, Instruction instruction) {
        activate(
                "instruction at 0x%08x".formatted(pc),
                Integer.toUnsignedLong(instruction.word()),
                Integer.toUnsignedLong(mutant.word()),
                "a mutated instruction is executed");
        return mutant;
    }

    @Override
    public void describe(Fields fields) {
        super.describe(fields);
        begun = fields.bool("begun", begun);
    }
}
