package dev.bulkhead.elf;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which line of which source file an instruction comes from, out of a program's line tables. Knows
 * version 5 of the format, which current compilers emit; tables of other versions, and what is
 * malformed, say nothing.
 *
 * @see "DWARF Debugging Information Format Version 5 (2017), section 6.2"
 */
public final class SourceLines {
    private static final int VERSION = 5;
    private static final int SMALL_FORMAT_MOST = 0xffff_fff0;

    private static final int EXTENDED = 0;
    private static final int COPY = 1;
    private static final int ADVANCE_PC = 2;
    private static final int ADVANCE_LINE = 3;
    private static final int SET_FILE = 4;
    private static final int NEGATE_STATEMENT = 6;
    private static final int CONST_ADD_PC = 8;
    private static final int FIXED_ADVANCE_PC = 9;

    private static final int END_SEQUENCE = 1;
    private static final int SET_ADDRESS = 2;

    private static final int CONTENT_PATH = 1;

    private static final Line NONE = new Line("", 0);

    /**
     * @param file without its folder
     * @param line from 1
     */
    public record Line(String file, int line) {
        @Override
        public String toString() {
            return file + ":" + line;
        }
    }

    /**
     * @param statement whether a statement begins here
     */
    private record Row(Line line, boolean statement) {
        static final Row NONE = new Row(SourceLines.NONE, false);
    }

    private final TreeMap<Long, Row> rows = new TreeMap<>();
    private final byte[] lineStrings;
    private final byte[] strings;

    private SourceLines(ElfFile program) {
        lineStrings = program.section(".debug_line_str");
        strings = program.section(".debug_str");
        ByteBuffer all =
                ByteBuffer.wrap(program.section(".debug_line")).order(ByteOrder.LITTLE_ENDIAN);
        try {
            while (all.remaining() > Integer.BYTES) {
                int length = all.getInt();
                if (Integer.compareUnsigned(length, SMALL_FORMAT_MOST) >= 0
                        || length < 0
                        || length > all.remaining()) {
                    return;
                }
                ByteBuffer unit = all.slice(all.position(), length).order(all.order());
                all.position(all.position() + length);
                if (unit.getShort() == VERSION) {
                    new Unit(unit).read();
                }
            }
        } catch (BufferUnderflowException | IndexOutOfBoundsException | Malformed _) {
            // what was read so far is good
        }
    }

    /** Reads the line tables of a program; one without says nothing. */
    public static SourceLines of(ElfFile program) {
        return new SourceLines(program);
    }

    /** The line of the instruction at an address. */
    public Optional<Line> at(int address) {
        var row = rows.floorEntry(Integer.toUnsignedLong(address));
        return row == null || row.getValue().line().line() == 0
                ? Optional.empty()
                : Optional.of(row.getValue().line());
    }

    /** Names of the files that code comes from. */
    public SortedSet<String> files() {
        SortedSet<String> files = new TreeSet<>();
        rows.values().forEach(row -> files.add(row.line().file()));
        files.remove(NONE.file());
        return files;
    }

    /**
     * Where a line begins, in ascending order: addresses at which a statement of it begins and
     * before which other code lies.
     */
    public List<Integer> entries(String file, int line) {
        Line wanted = new Line(file, line);
        List<Integer> entries = new ArrayList<>();
        Line before = NONE;
        for (Map.Entry<Long, Row> row : rows.entrySet()) {
            boolean itsOwn = row.getValue().line().equals(wanted);
            if (itsOwn && row.getValue().statement() && !before.equals(wanted)) {
                entries.add(row.getKey().intValue());
            }
            before = itsOwn && !row.getValue().statement() ? before : row.getValue().line();
        }
        return entries;
    }

    /** The line nearest to {@code line} at which a statement begins; the later one of two. */
    public int nearest(String file, int line) {
        return rows.values().stream()
                .filter(row -> row.statement() && row.line().file().equals(file))
                .map(row -> row.line().line())
                .min(
                        Comparator.<Integer>comparingInt(l -> Math.abs(l - line))
                                .thenComparing(Comparator.reverseOrder()))
                .orElse(line);
    }

    private static final class Malformed extends RuntimeException {
        private static final long serialVersionUID = 1;

        Malformed(int form) {
            super("form " + form);
        }
    }

    /** One line number program. */
    private final class Unit {
        private final ByteBuffer in;
        private final List<String> files = new ArrayList<>();
        private int shortest;
        private int lineBase;
        private int lineRange;
        private int opcodeBase;
        private int[] operands;

        private boolean beginsAsStatement;
        private boolean statement;
        private long address;
        private int file;
        private int line;

        /** Rows of the present sequence, kept only when it is complete and not discarded. */
        private final TreeMap<Long, Row> sequence = new TreeMap<>();

        Unit(ByteBuffer in) {
            this.in = in;
        }

        void read() {
            in.getShort(); // sizes of addresses and of segment selectors
            int length = in.getInt();
            int program = in.position() + length;
            shortest = octet();
            octet(); // operations per instruction
            beginsAsStatement = octet() != 0;
            lineBase = in.get();
            lineRange = Math.max(1, octet());
            opcodeBase = octet();
            operands = new int[Math.max(1, opcodeBase)];
            for (int i = 1; i < opcodeBase; i++) {
                operands[i] = octet();
            }
            readPaths(); // folders
            files.clear();
            readPaths();
            in.position(program);
            reset();
            while (in.hasRemaining()) {
                step(octet());
            }
        }

        private void readPaths() {
            int formats = octet();
            int[] contents = new int[formats];
            int[] forms = new int[formats];
            for (int i = 0; i < formats; i++) {
                contents[i] = (int) unsigned();
                forms[i] = (int) unsigned();
            }
            long count = unsigned();
            for (long n = 0; n < count && formats > 0; n++) {
                String path = "";
                for (int i = 0; i < formats; i++) {
                    String read = value(forms[i]);
                    path = contents[i] == CONTENT_PATH ? read : path;
                }
                files.add(path.substring(path.lastIndexOf('/') + 1));
            }
        }

        /** Reads a value; only those of strings are of interest. */
        private String value(int form) {
            switch (form) {
                case 0x08 -> {
                    int from = in.position();
                    while (in.get() != 0) {}
                    return text(in.array(), in.arrayOffset() + from);
                }
                case 0x1f -> {
                    return text(lineStrings, in.getInt());
                }
                case 0x0e -> {
                    return text(strings, in.getInt());
                }
                case 0x0b -> skip(1);
                case 0x05 -> skip(2);
                case 0x06 -> skip(4);
                case 0x07 -> skip(8);
                case 0x1e -> skip(16);
                case 0x0f -> unsigned();
                case 0x09 -> skip(unsigned());
                default -> throw new Malformed(form);
            }
            return "";
        }

        private static String text(byte[] in, int from) {
            int to = from;
            while (in[to] != 0) {
                to++;
            }
            return new String(in, from, to - from, StandardCharsets.UTF_8);
        }

        private void reset() {
            address = 0;
            file = 1;
            line = 1;
            statement = beginsAsStatement;
            sequence.clear();
        }

        private void step(int opcode) {
            if (opcode >= opcodeBase) {
                int adjusted = opcode - opcodeBase;
                address += (long) (adjusted / lineRange) * shortest;
                line += lineBase + adjusted % lineRange;
                row();
                return;
            }
            switch (opcode) {
                case EXTENDED -> extended();
                case COPY -> row();
                case ADVANCE_PC -> address += unsigned() * shortest;
                case ADVANCE_LINE -> line += (int) signed();
                case SET_FILE -> file = (int) unsigned();
                case NEGATE_STATEMENT -> statement = !statement;
                case CONST_ADD_PC -> address += (long) ((255 - opcodeBase) / lineRange) * shortest;
                case FIXED_ADVANCE_PC -> address += in.getShort() & 0xffff;
                default -> {
                    for (int i = 0; i < operands[opcode]; i++) {
                        unsigned();
                    }
                }
            }
        }

        private void extended() {
            int end = (int) unsigned() + in.position();
            switch (octet()) {
                case END_SEQUENCE -> {
                    sequence.put(address, Row.NONE);
                    keep();
                    reset();
                }
                case SET_ADDRESS -> address = Integer.toUnsignedLong(in.getInt());
                default -> {}
            }
            in.position(end);
        }

        private void row() {
            Line at = file < files.size() && line > 0 ? new Line(files.get(file), line) : NONE;
            Row before = sequence.getOrDefault(address, Row.NONE);
            boolean begins = statement || before.statement() && before.line().equals(at);
            sequence.put(address, new Row(at, begins));
        }

        /** A linker leaves sequences of dropped functions at address 0. */
        private void keep() {
            if (sequence.firstKey() == 0) {
                return;
            }
            sequence.forEach(
                    (at, row) -> {
                        if (row.line().equals(NONE)) {
                            rows.putIfAbsent(at, row);
                        } else {
                            rows.put(at, row);
                        }
                    });
        }

        private int octet() {
            return in.get() & 0xff;
        }

        private void skip(long bytes) {
            in.position(Math.toIntExact(in.position() + bytes));
        }

        private long unsigned() {
            long value = 0;
            int shift = 0;
            int next;
            do {
                next = octet();
                value |= (long) (next & 0x7f) << shift;
                shift += 7;
            } while ((next & 0x80) != 0);
            return value;
        }

        private long signed() {
            long value = 0;
            int shift = 0;
            int next;
            do {
                next = octet();
                value |= (long) (next & 0x7f) << shift;
                shift += 7;
            } while ((next & 0x80) != 0);
            return shift < Long.SIZE && (next & 0x40) != 0 ? value | -1L << shift : value;
        }
    }
}
