package dev.bulkhead.canlog;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The forms of a recording. */
public enum LogFormat {
    /** {@code candump -L}: {@code (1700000000.123456) can0 123#1122}. */
    CANDUMP("candump", "log"),
    /** {@code candump -L -x}: the same, and R or T behind it. */
    CANDUMP_X("candump-x", "log"),
    /** {@code candump -ta}: {@code (1700000000.123456) can0 123 [2] 11 22}. */
    CANDUMP_TA("candump-ta", "txt"),
    /** Vector's text. */
    ASC("asc", "asc"),
    /** Vector's binary logging format. */
    BLF("blf", "blf"),
    /** Wireshark's packet capture, with SocketCAN's frames. */
    PCAPNG("pcapng", "pcapng"),
    /** A table with all that an entry has. */
    CSV("csv", "csv"),
    /** The table that python-can writes and reads; it knows one channel and no FD frames. */
    CSV_PYTHON_CAN("csv-python-can", "csv");

    private final String label;
    private final String extension;

    LogFormat(String label, String extension) {
        this.label = label;
        this.extension = extension;
    }

    /** As the command line calls it. */
    public String label() {
        return label;
    }

    /** What the name of such a file ends with, without the dot. */
    public String extension() {
        return extension;
    }

    public static Optional<LogFormat> ofLabel(String label) {
        return List.of(values()).stream().filter(f -> f.label.equals(label)).findFirst();
    }

    /** The form that the end of a file's name stands for. */
    public static Optional<LogFormat> ofFileName(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return List.of(values()).stream()
                .filter(f -> lower.endsWith("." + f.extension))
                .findFirst();
    }

    /** The form of what begins so. */
    static Optional<LogFormat> ofBeginning(byte[] bytes) {
        if (BlfReader.isBeginning(bytes)) {
            return Optional.of(BLF);
        }
        if (PcapngReader.isBeginning(bytes)) {
            return Optional.of(PCAPNG);
        }
        String line = Bytes.firstLine(bytes);
        if (line.startsWith(CsvPythonCan.FIRST_COLUMNS)) {
            return Optional.of(CSV_PYTHON_CAN);
        }
        if (line.startsWith(CsvTable.FIRST_COLUMN + ",")) {
            return Optional.of(CSV);
        }
        if (line.startsWith("(")) {
            return Optional.of(line.indexOf('#') > 0 ? CANDUMP : CANDUMP_TA);
        }
        return AscReader.isBeginning(line) ? Optional.of(ASC) : Optional.empty();
    }
}
