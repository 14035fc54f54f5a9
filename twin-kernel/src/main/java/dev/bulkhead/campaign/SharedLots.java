package dev.bulkhead.campaign;

import dev.bulkhead.campaign.Lot.Drawn;
import dev.bulkhead.fault.FaultCatalogue;
import dev.bulkhead.fault.FaultKind;
import dev.bulkhead.kernel.KernelWords;
import dev.bulkhead.twin.Twin;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** The strata of population B: what all partitions share. */
final class SharedLots {
    private static final int WORD = 4;
    private static final List<Phase> ALSO_RESTART = List.of(Phase.RESTART);
    private static final List<Phase> ALSO_BOOT = List.of(Phase.BOOT, Phase.RESTART);
    private static final List<String> SHARED_DEVICES = List.of("aclint", "plic");

    /** Those with storage: {@code mip} follows its sources, the others of the hart read 0. */
    private static final List<String> CSRS =
            List.of(
                    "mstatus",
                    "mie",
                    "mtvec",
                    "mcounteren",
                    "mscratch",
                    "mepc",
                    "mcause",
                    "mtval",
                    "mcycle",
                    "minstret",
                    "mcycleh",
                    "minstreth",
                    "mcountinhibit");

    private final Twin twin;

    private SharedLots(Twin twin) {
        this.twin = twin;
    }

    /**
     * @param twin with all images loaded
     */
    static List<Lot> of(Twin twin) {
        return new SharedLots(twin).lots();
    }

    private List<Lot> lots() {
        List<Lot> lots =
                List.of(
                        Lot.sampled(
                                "csrs",
                                "a bit of a machine-mode register at any time",
                                15,
                                ALSO_RESTART,
                                dice -> anyOfHart(dice, dice.any(CSRS))),
                        Lot.sampled(
                                "pmp",
                                "a bit of a PMP entry",
                                15,
                                ALSO_RESTART,
                                dice ->
                                        Drawn.anyTime(
                                                "pmp",
                                                "pmp:flip=" + pmp(dice) + "." + Lots.bit(dice))),
                        Lot.sampled(
                                "iopmp",
                                "a bit of an IOPMP register",
                                8,
                                ALSO_RESTART,
                                this::iopmp),
                        Lot.sampled(
                                "kernel-words",
                                "a bit of one of the kernel's named words, past the correction",
                                10,
                                ALSO_RESTART,
                                this::kernelWord),
                        Lot.sampled(
                                "kernel-ram",
                                "a bit of a word of the kernel's RAM that is not 0, past the"
                                        + " correction",
                                10,
                                ALSO_BOOT,
                                dice -> kernelRam(dice, "flip", ";ecc=off")),
                        Lot.sampled(
                                "kernel-ram-ecc",
                                "one bit, or two neighbours, of a word of the kernel's RAM that is"
                                        + " not 0, under the correction",
                                5,
                                ALSO_BOOT,
                                dice -> kernelRam(dice, dice.below(2) == 0 ? "flip" : "flip2", "")),
                        Lot.sampled(
                                "port-buffers",
                                "a bit of a word of a port's buffer, past the correction",
                                5,
                                ALSO_RESTART,
                                this::portBuffer),
                        Lot.sampled(
                                "stuck-registers",
                                "a bit of an integer or float register is stuck, whoever runs",
                                10,
                                ALSO_RESTART,
                                dice ->
                                        Drawn.anyTime(
                                                "hart",
                                                "hart:stuck=%s,%d"
                                                        .formatted(
                                                                Lots.registerBit(dice),
                                                                dice.below(2)))),
                        Lot.sampled(
                                "address-decoder",
                                "whoever addresses one word of RAM reaches another",
                                8,
                                ALSO_RESTART,
                                this::wrongWord),
                        Lot.sampled(
                                "interrupt-controller-and-timer",
                                "a bit of a register of PLIC or timer",
                                8,
                                ALSO_RESTART,
                                dice -> Lots.registerOf(twin, dice, dice.any(SHARED_DEVICES))),
                        Lot.sampled(
                                "clocks", "a time base runs fast", 6, ALSO_RESTART, this::clock));
        return lots.stream().filter(Lot::isPossible).toList();
    }

    private Optional<Drawn> kernelWord(Dice dice) {
        List<String> words = List.copyOf(KernelWords.all().keySet());
        return Optional.of(
                new Drawn(
                        "kernel",
                        OptionalInt.empty(),
                        "ram:flip=kernel.%s.%d".formatted(dice.any(words), Lots.bit(dice)),
                        ";ecc=off"));
    }

    private Optional<Drawn> kernelRam(Dice dice, String kind, String suffix) {
        int word = KernelWords.BASE + WORD * dice.below(KernelWords.BYTES / WORD);
        return twin.ecu().ram().load(word, WORD) == 0
                ? Optional.empty()
                : Lots.ram("kernel", word, kind, suffix, dice);
    }

    private Optional<Drawn> portBuffer(Dice dice) {
        List<Integer> words = twin.ecu().kernel().portBufferWords();
        return words.isEmpty()
                ? Optional.empty()
                : Lots.ram("kernel", dice.any(words), "flip", ";ecc=off", dice);
    }

    private Optional<Drawn> wrongWord(Dice dice) {
        int words = twin.system().board().ramBytes() / WORD;
        int one = KernelWords.BASE + WORD * dice.below(words);
        int other = one ^ WORD << dice.below(Integer.numberOfTrailingZeros(words));
        return Drawn.anyTime("ram", "ram:wrong-word=0x%08x,0x%08x".formatted(one, other));
    }

    private Optional<Drawn> anyOfHart(Dice dice, String csr) {
        return Drawn.anyTime("hart", "hart:flip=%s.%d".formatted(csr, Lots.bit(dice)));
    }

    private static String pmp(Dice dice) {
        return dice.below(2) == 0 ? "pmpcfg" + dice.below(4) : "pmpaddr" + dice.below(16);
    }

    private Optional<Drawn> iopmp(Dice dice) {
        String register =
                switch (dice.below(5)) {
                    case 0 -> "entry_cfg" + dice.below(16) + "." + dice.below(5);
                    case 1 -> "srcmd_en" + dice.below(4) + "." + dice.below(4);
                    case 2 -> "mdcfg" + dice.below(4) + "." + dice.below(16);
                    default -> "entry_addr" + dice.below(16) + "." + Lots.bit(dice);
                };
        return Drawn.anyTime("iopmp", "iopmp:flip=" + register);
    }

    private Optional<Drawn> clock(Dice dice) {
        List<String> clocks =
                new FaultCatalogue(twin.loaded())
                        .rows().stream()
                                .filter(row -> row.kind() == FaultKind.CLOCK_DRIFT)
                                .findFirst()
                                .orElseThrow()
                                .targets();
        String clock = dice.any(clocks);
        int ppm = dice.any(List.of(100, 1_000, 10_000));
        return Drawn.anyTime(clock, "%s:clock-drift=%dppm".formatted(clock, ppm));
    }
}
