package dev.bulkhead.chain;

import dev.bulkhead.elf.ElfFile;
import dev.bulkhead.elf.SourceLines;
import dev.bulkhead.fault.Addresses;
import dev.bulkhead.kernel.KernelWords;
import dev.bulkhead.memory.MemoryPort;
import dev.bulkhead.system.LoadedSystem;
import dev.bulkhead.system.SystemDescription.Partition;
import dev.bulkhead.system.SystemDescription.Region;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Names for addresses: symbols and source lines of the images, regions, kernel words, devices. */
public final class Places {
    private final LoadedSystem system;
    private final Addresses addresses;
    private final List<Optional<SourceLines>> lines = new ArrayList<>();

    public Places(LoadedSystem system) {
        this.system = system;
        addresses = new Addresses(system);
        system.description().partitions().forEach(_ -> lines.add(Optional.empty()));
    }

    /** A partition's name; {@code kernel} for none. */
    String partition(int index) {
        return index < 0 ? "kernel" : system.description().partitions().get(index).name();
    }

    /** Place of the partition in whose memory an address lies, -1 if in none's. */
    int owner(int address) {
        List<Partition> partitions = system.description().partitions();
        for (int i = 0; i < partitions.size(); i++) {
            int base = partitions.get(i).base();
            if (Integer.compareUnsigned(address - base, partitions.get(i).size()) < 0) {
                return i;
            }
        }
        return -1;
    }

    /** Partition, function and offset, and the source line if it is known. */
    public String code(int pc) {
        String name = addresses.nameAt(pc);
        return name.isEmpty() ? "" : name + source(pc).map(at -> " (" + at + ")").orElse("");
    }

    /** Partition, function and offset; empty if that is not known. */
    public String symbol(int pc) {
        return addresses.nameAt(pc);
    }

    /** The source line of an instruction, if it is known. */
    public Optional<SourceLines.Line> source(int pc) {
        int owner = owner(pc);
        if (owner < 0) {
            return Optional.empty();
        }
        if (lines.get(owner).isEmpty()) {
            ElfFile image = system.images().get(partition(owner));
            lines.set(owner, Optional.of(SourceLines.of(image)));
        }
        return lines.get(owner).get().at(pc);
    }

    /** The function in which an instruction stands, as far as symbols tell. */
    String function(int pc) {
        String name = addresses.nameAt(pc);
        int plus = name.indexOf('+');
        return plus < 0 ? name : name.substring(0, plus);
    }

    /**
     * Whose data: symbol of a partition, its stack or other memory, a region, the kernel's word.
     */
    public String data(int address, MemoryPort port) {
        if (Integer.compareUnsigned(address - KernelWords.BASE, KernelWords.BYTES) < 0) {
            return kernel(address);
        }
        for (Region region : system.description().regions()) {
            if (Integer.compareUnsigned(address - region.base(), region.size()) < 0) {
                return "region %s+0x%x".formatted(region.name(), address - region.base());
            }
        }
        int owner = owner(address);
        if (owner >= 0) {
            return object(owner, address)
                    .orElse("0x%08x, memory of %s".formatted(address, partition(owner)));
        }
        String device = port.nameAt(address);
        return device.isEmpty() ? "0x%08x".formatted(address) : "register of " + device;
    }

    /** A symbol that says how far it reaches, and does reach so far. */
    private Optional<String> object(int owner, int address) {
        for (ElfFile.Symbol symbol : system.images().get(partition(owner)).symbols().values()) {
            int offset = address - symbol.address();
            if (Integer.compareUnsigned(offset, symbol.bytes()) < 0) {
                return Optional.of(
                        partition(owner)
                                + "'s "
                                + symbol.name()
                                + (offset == 0 ? "" : "+0x" + Integer.toHexString(offset)));
            }
        }
        return Optional.empty();
    }

    private String kernel(int address) {
        for (int i = 0; i < lines.size(); i++) {
            int saved = address - KernelWords.savedX(i, 0);
            if (Integer.compareUnsigned(saved, KernelWords.SAVED_BYTES) < 0) {
                return "the saved registers of " + partition(i);
            }
        }
        for (Map.Entry<String, Integer> word : KernelWords.all().entrySet()) {
            if (Integer.compareUnsigned(address - word.getValue(), Integer.BYTES) < 0) {
                return "the kernel's word " + word.getKey();
            }
        }
        return "0x%08x in the kernel's memory".formatted(address);
    }
}
