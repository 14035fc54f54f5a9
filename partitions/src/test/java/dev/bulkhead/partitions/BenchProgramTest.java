package dev.bulkhead.partitions;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bulkhead.elf.ElfFile;
import dev.bulkhead.hart.CostTable;
import dev.bulkhead.hart.Privilege;
import dev.bulkhead.time.Clock;
import dev.bulkhead.twin.BareMachine;
import dev.bulkhead.twin.RunEnd;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

class BenchProgramTest {
    private final ByteArrayOutputStream console = new ByteArrayOutputStream();

    private BareMachine machine(BenchProgram program, int rounds) {
        ElfFile elf = ElfFile.read(program.label(), program.elf(rounds));
        var machine =
                new BareMachine(
                        program.label(), elf, Clock.ofHz(100_000_000), CostTable.defaults());
        machine.onOutput((value, _) -> console.write(value));
        return machine;
    }

    /** Checksums as QEMU 7.2 prints them. */
    @ParameterizedTest
    @CsvSource({
        "INTEGER, 10, 'integer: 10 rounds, checksum 00e55abc'",
        "SIGNAL, 10, 'signal: 10 rounds, checksum 3adf68bf'",
        "CRC, 10, 'crc: 10 rounds, checksum 6735a83b'",
        "MATRIX, 10, 'matrix: 10 rounds, checksum e9741f38'",
        "FILTER, 10, 'filter: 10 rounds, checksum 9ef307ef'",
        "CONTROL, 10, 'control: 10 rounds, checksum 7acac9c0'",
        "SORT, 10, 'sort: 10 rounds, checksum 6c3ddfb3'",
        "EVENTS, 10, 'events: 10 rounds, checksum a74a2c1b'",
        "EMPTY, 0, 'empty: 0 rounds, checksum 00000000'",
    })
    void printsTheChecksumThatItPrintsOnQemu(BenchProgram program, int rounds, String line) {
        assertEquals(new RunEnd.Exited(0), machine(program, rounds).run(10_000_000));
        assertEquals(line + "\n", console.toString(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "EMPTY")
    void worksInUserModeBehindPmp(BenchProgram program) {
        BareMachine machine = machine(program, 10);
        machine.run(10_000);
        assertEquals(Privilege.USER, machine.hart().privilege());
        assertEquals(0x1b1b191d, machine.hart().csr(0x3a0), "pmpcfg0: RX, R, RW, RW, all NAPOT");
    }

    @Test
    void theCountOfRoundsIsAllThatChangesInTheFile() {
        byte[] ten = BenchProgram.SIGNAL.elf(10);
        byte[] twelve = BenchProgram.SIGNAL.elf(12);
        int changed = 0;
        for (int i = 0; i < ten.length; i++) {
            if (ten[i] != twelve[i]) {
                assertEquals(10, ten[i]);
                assertEquals(12, twelve[i]);
                twelve[i] = ten[i];
                changed++;
            }
        }
        assertEquals(1, changed, "both numbers fit a byte");
        assertArrayEquals(ten, twelve);
    }
}
