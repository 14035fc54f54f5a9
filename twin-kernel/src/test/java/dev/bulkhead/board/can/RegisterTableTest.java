package dev.bulkhead.board.can;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bulkhead.can.CanBus;
import dev.bulkhead.can.FrameBus;
import dev.bulkhead.time.Clock;
import dev.bulkhead.time.Scheduler;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The table of docs/ctu-can-fd.md has each offset once, and says of each what is true. */
class RegisterTableTest {
    private static final Path DOCUMENT = Path.of("..", "docs", "ctu-can-fd.md");

    /** Bit 0 of MODE resets the controller. */
    private static final int RESET_ITSELF = 1;

    private final Scheduler scheduler = new Scheduler();
    private final CanBus bus =
            new FrameBus("bus", scheduler, 0, Clock.ofHz(500_000), 800, OptionalLong.of(2_000_000));
    private final CtuCanFd can =
            new CtuCanFd("can0", scheduler, 0, Clock.ofHz(100_000_000), bus, 0);

    /** A row, and the offsets that it stands for. */
    record Row(int first, int last, int reset, int writable, String here) {
        static Row of(String line) {
            String[] cells = line.split("\\|", -1);
            String[] ends = cells[1].replace("`", "").strip().split("–", -1);
            return new Row(
                    number(ends[0]),
                    number(ends[ends.length - 1]),
                    number(cells[3]),
                    cells[4].strip().equals("none") ? 0 : number(cells[4]),
                    cells[5].strip());
        }

        private static int number(String cell) {
            return Integer.parseUnsignedInt(cell.replaceAll("[`_ ]", "").substring(2), 16);
        }
    }

    static List<Row> rows() throws IOException {
        try (Stream<String> lines = Files.lines(DOCUMENT)) {
            return lines.filter(line -> line.startsWith("| `0x")).map(Row::of).toList();
        }
    }

    private int read(int offset) {
        return (int) can.read(offset, 4, 0);
    }

    @Test
    void eachOffsetStandsThereOnce() throws IOException {
        TreeMap<Integer, Integer> times = new TreeMap<>();
        for (Row row : rows()) {
            for (int offset = row.first(); offset <= row.last(); offset += 4) {
                times.merge(offset, 1, Integer::sum);
            }
        }
        List<String> wrong = new ArrayList<>();
        for (int offset = 0; offset < CtuCanFd.SIZE; offset += 4) {
            int rows = times.getOrDefault(offset, 0);
            if (rows != 1) {
                wrong.add("0x%03x stands in %d rows".formatted(offset, rows));
            }
        }
        assertEquals(List.of(), wrong);
        assertEquals(CtuCanFd.SIZE / 4, times.size());
    }

    @ParameterizedTest
    @MethodSource("rows")
    void aRegisterHasItsResetValueAndKeepsItsWritableBits(Row row) {
        for (int offset = row.first(); offset <= row.last(); offset += 4) {
            String which = "offset 0x%03x".formatted(offset);
            assertEquals(hex(row.reset()), hex(read(offset)), which);
            int ones = offset == Registers.MODE ? ~RESET_ITSELF : ~0;
            can.write(offset, 4, ones, 0);
            int kept = row.reset() & ~row.writable() | row.writable();
            assertEquals(hex(row.writable() == 0 ? row.reset() : kept), hex(read(offset)), which);
        }
    }

    @ParameterizedTest
    @MethodSource("rows")
    void aRowSaysWhetherTheRegisterIsThere(Row row) {
        String word = row.here().startsWith("implemented") ? "implemented" : "read-only zero";
        assertEquals(word, row.here().substring(0, word.length()));
        if (word.equals("read-only zero")) {
            assertEquals(0, row.reset() | row.writable());
        }
    }

    private static String hex(int value) {
        return "0x%08x".formatted(value);
    }
}
