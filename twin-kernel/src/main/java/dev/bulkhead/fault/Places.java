package dev.bulkhead.fault;

import dev.bulkhead.board.Device;
import dev.bulkhead.document.Text;
import dev.bulkhead.fault.Flipped.Where;
import dev.bulkhead.hart.Csr;
import dev.bulkhead.memory.RamFaults;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds out what the place of a flipped or stuck bit means for its target. */
final class Places {
    private static final Pattern X = Pattern.compile("x([1-9]|[12][0-9]|3[01])");
    private static final Pattern F = Pattern.compile("f([0-9]|[12][0-9]|3[01])");
    private static final String INSTRUCTION = "instruction";
    private static final String PC = "pc";
    private static final String RAM = "ram";
    private static final String PMP = "pmp";
    private static final String IOPMP = "iopmp";

    /** Behind the address of a word whose check bits are meant. */
    private static final String CHECK = ".check";

    private static final int PMP_ENTRIES = 16;
    private static final int WORD_BITS = 32;

    private static final Map<String, Integer> CSRS = csrs();

    private Places() {}

    private static Map<String, Integer> csrs() {
        Map<String, Integer> csrs = new TreeMap<>();
        csrs.put("fflags", Csr.FFLAGS);
        csrs.put("frm", Csr.FRM);
        csrs.put("fcsr", Csr.FCSR);
        csrs.put("mstatus", Csr.MSTATUS);
        csrs.put("mie", Csr.MIE);
        csrs.put("mtvec", Csr.MTVEC);
        csrs.put("mcounteren", Csr.MCOUNTEREN);
        csrs.put("mscratch", Csr.MSCRATCH);
        csrs.put("mepc", Csr.MEPC);
        csrs.put("mcause", Csr.MCAUSE);
        csrs.put("mtval", Csr.MTVAL);
        csrs.put("mcycle", Csr.MCYCLE);
        csrs.put("minstret", Csr.MINSTRET);
        csrs.put("mcycleh", Csr.MCYCLEH);
        csrs.put("minstreth", Csr.MINSTRETH);
        csrs.put("mcountinhibit", Csr.MCOUNTINHIBIT);
        for (int i = 0; i < PMP_ENTRIES; i++) {
            csrs.put("pmpaddr" + i, Csr.PMPADDR0 + i);
        }
        for (int i = 0; i < PMP_ENTRIES / 4; i++) {
            csrs.put("pmpcfg" + i, Csr.PMPCFG0 + i);
        }
        return csrs;
    }

    static Acting flip(Injection injection, Effect.Flip flip) {
        Site site = injection.site();
        OptionalInt partition = site.names().partition(site.fault().target());
        boolean hart = site.fault().target().equals(Site.HART);
        boolean pmp = site.fault().target().equals(PMP);
        if (partition.isPresent() || hart || pmp) {
            int owner = partition.orElse(-1);
            Optional<Acting> register = register(injection, flip, owner, pmp);
            if (register.isPresent()) {
                return register.get();
            }
            if (partition.isPresent()) {
                return ram(injection, flip, owner);
            }
            throw site.error(
                    "there is no register " + Text.quote(flip.place()),
                    pmp ? "name pmpcfg0 to 3 or pmpaddr0 to 15" : didYouMean(flip.place()));
        }
        if (site.fault().target().equals(RAM)) {
            return ram(injection, flip, -1);
        }
        String field = flip.place();
        if (site.fault().target().equals(IOPMP)) {
            IopmpRegister register = IopmpRegister.of(site, flip.place());
            requireBits(site, flip, register.bits());
            field = register.field();
        }
        return new DeviceFlip(
                injection, device(site), field, (1L << flip.width()) - 1 << flip.bit());
    }

    private static String didYouMean(String name) {
        return Text.didYouMean(name, CSRS.keySet())
                .orElse("name x1 to x31, f0 to f31 or a machine-mode CSR");
    }

    private static Optional<Acting> register(
            Injection injection, Effect.Flip flip, int owner, boolean pmpOnly) {
        Matcher x = X.matcher(flip.place());
        Matcher f = F.matcher(flip.place());
        if (!pmpOnly && x.matches()) {
            return Optional.of(x(injection, flip, owner, Integer.parseInt(x.group(1))));
        }
        if (!pmpOnly && f.matches()) {
            return Optional.of(f(injection, flip, owner, Integer.parseInt(f.group(1))));
        }
        if (!pmpOnly && owner >= 0 && flip.place().equals(INSTRUCTION)) {
            requireBits(injection.site(), flip, WORD_BITS);
            return Optional.of(new InstructionFlip(injection, flip));
        }
        if (!pmpOnly && owner >= 0 && flip.place().equals(PC)) {
            requireBits(injection.site(), flip, WORD_BITS);
            return Optional.of(new PcFlip(injection, mask(flip.bit(), flip.width())));
        }
        Integer csr = CSRS.get(flip.place());
        if (csr == null || pmpOnly && !flip.place().startsWith(PMP)) {
            return Optional.empty();
        }
        requireBits(injection.site(), flip, WORD_BITS);
        return Optional.of(
                new CsrFlip(injection, flip.place(), csr, mask(flip.bit(), flip.width()), owner));
    }

    private static Acting x(Injection injection, Effect.Flip flip, int owner, int number) {
        requireBits(injection.site(), flip, WORD_BITS);
        int mask = mask(flip.bit(), flip.width());
        return new DataFlip(injection, new Flipped(Where.X, owner, number, 0, mask, 0));
    }

    private static Acting f(Injection injection, Effect.Flip flip, int owner, int number) {
        int half = flip.bit() / WORD_BITS;
        if ((flip.bit() + flip.width() - 1) / WORD_BITS != half) {
            throw injection.site().error("bits 31 and 32 are in two words", "choose another bit");
        }
        int mask = mask(flip.bit() % WORD_BITS, flip.width());
        return new DataFlip(injection, new Flipped(Where.F, owner, number, half, mask, 0));
    }

    private static Acting ram(Injection injection, Effect.Flip flip, int owner) {
        Site site = injection.site();
        if (flip.place().endsWith(CHECK)) {
            return check(injection, flip, owner);
        }
        int address =
                site.names().address(site.place(), owner, flip.place()) + flip.bit() / Byte.SIZE;
        requireRam(site, address);
        int bit = (address & 3) * Byte.SIZE + flip.bit() % Byte.SIZE;
        if (bit + flip.width() > WORD_BITS) {
            throw site.error("two neighbours must be in one word", "choose another bit");
        }
        int mask = mask(bit, flip.width());
        return new DataFlip(injection, new Flipped(Where.RAM, -1, address & ~3, 0, mask, 0));
    }

    private static Acting check(Injection injection, Effect.Flip flip, int owner) {
        Site site = injection.site();
        String place = flip.place().substring(0, flip.place().length() - CHECK.length());
        int address = site.names().address(site.place(), owner, place);
        requireRam(site, address);
        requireBits(site, flip, RamFaults.CHECK_BITS);
        if (site.fault().eccOff() || !site.port().faults().isCorrecting()) {
            throw site.error("without error correction there are no check bits", "switch ecc on");
        }
        return new CheckFlip(injection, address & ~3, mask(flip.bit(), flip.width()));
    }

    static Acting stuck(Injection injection, Effect.Stuck stuck) {
        Site site = injection.site();
        OptionalInt partition = site.names().partition(site.fault().target());
        Matcher x = X.matcher(stuck.place());
        boolean hart = site.fault().target().equals(Site.HART);
        if ((partition.isPresent() || hart) && x.matches()) {
            if (stuck.bit() >= WORD_BITS) {
                throw site.error("x registers have 32 bits", "choose another bit");
            }
            return new StuckRegister(injection, stuck, false, Integer.parseInt(x.group(1)));
        }
        Matcher f = F.matcher(stuck.place());
        if ((partition.isPresent() || hart) && f.matches()) {
            return new StuckRegister(injection, stuck, true, Integer.parseInt(f.group(1)));
        }
        if (partition.isPresent() || site.fault().target().equals(RAM)) {
            int address =
                    site.names().address(site.place(), partition.orElse(-1), stuck.place())
                            + stuck.bit() / Byte.SIZE;
            requireRam(site, address);
            int bit = (address & 3) * Byte.SIZE + stuck.bit() % Byte.SIZE;
            Effect.Stuck inWord = new Effect.Stuck(stuck.place(), bit, stuck.value());
            return new RamFault(injection, inWord, address & ~3);
        }
        throw site.error(
                "only bits of x and f registers and of RAM can be stuck",
                "name such a register of a partition or hart, or an address in ram");
    }

    private static int mask(int bit, int width) {
        return (1 << width) - 1 << bit;
    }

    private static void requireBits(Site site, Effect.Flip flip, int bits) {
        if (flip.bit() + flip.width() > bits) {
            throw site.error(
                    "'%s' has %d bits".formatted(flip.place(), bits), "choose another bit");
        }
    }

    static void requireRam(Site site, int address) {
        if (!site.port().ram().contains(address & ~3, 4)) {
            throw site.error("0x%08x is not RAM".formatted(address), "name an address in RAM");
        }
    }

    private static Device device(Site site) {
        String name = site.fault().target();
        return site.twin()
                .ecu()
                .device(name)
                .orElseThrow(
                        () ->
                                site.error(
                                        "unknown target " + Text.quote(name),
                                        "name a partition, a device, ram, hart, pmp or iopmp"));
    }
}
