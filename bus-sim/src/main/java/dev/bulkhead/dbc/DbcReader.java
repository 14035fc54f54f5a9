package dev.bulkhead.dbc;

import dev.bulkhead.dbc.DbcLexer.Kind;
import dev.bulkhead.dbc.DbcLexer.Token;
import dev.bulkhead.input.InputError;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Reads a message database.
 *
 * <p>A message ({@code BO_}) that cannot be cut into its parts is an {@link InputError}, and so are
 * a signal outside of one and a file without any statement of the format. All else that is wrong is
 * a warning with its line, so that files as tools write them are read; {@link #read} takes warnings
 * for errors. Signal types ({@code SGTYPE_}), categories, what is unknown and what cannot be cut
 * into its parts are kept as texts, and so is a statement about something that is not there. It may
 * stand before what it is about.
 */
public final class DbcReader {
    static final List<String> KEYWORDS =
            List.of(
                    "VERSION",
                    "NS_",
                    "BS_",
                    "BU_",
                    "BO_",
                    "VAL_TABLE_",
                    "VAL_",
                    "CM_",
                    "BA_DEF_",
                    "BA_DEF_DEF_",
                    "BA_",
                    "BA_DEF_REL_",
                    "BA_DEF_DEF_REL_",
                    "BA_REL_",
                    "SG_",
                    "SG_MUL_VAL_",
                    "SIG_VALTYPE_",
                    "SIG_GROUP_",
                    "BO_TX_BU_",
                    "EV_",
                    "ENVVAR_DATA_",
                    "EV_DATA_",
                    "SGTYPE_",
                    "CAT_",
                    "CAT_DEF_",
                    "FILTER",
                    "BA_DEF_SGTYPE_",
                    "BA_SGTYPE_",
                    "SIG_TYPE_REF_",
                    "SIGTYPE_VALTYPE_",
                    "BU_SG_REL_",
                    "BU_EV_REL_",
                    "BU_BO_REL_");

    private static final Charset WINDOWS = Charset.forName("windows-1252");
    private static final byte[] UTF_16_BIG = {(byte) 0xFE, (byte) 0xFF};
    private static final byte[] UTF_16_LITTLE = {(byte) 0xFF, (byte) 0xFE};

    private final List<DbcFinding> findings = new ArrayList<>();
    private final DbcDraft draft = new DbcDraft();
    private final List<Late> late = new ArrayList<>();

    /** A statement that is read again when all others are known. */
    private record Late(String text, int line) {}

    private final String file;

    private DbcReader(String file) {
        this.file = file;
    }

    /**
     * Reads a file that must be without fault.
     *
     * @param file name of the file, as messages show it
     * @param content UTF-8, else Windows-1252 as older tools write it
     * @throws InputError if the content is no database that can be read, or there is a warning
     */
    public static Dbc read(String file, byte[] content) {
        return readTolerant(file, content).strict();
    }

    /** As {@link #read(String, byte[])}, from a text. */
    public static Dbc read(String file, String text) {
        return readTolerant(file, text).strict();
    }

    /**
     * Reads a file as tools write them, and tells its faults.
     *
     * @param content UTF-8, or UTF-16 with a mark of the byte order, else Windows-1252
     * @throws InputError if the content is no database that can be read
     */
    public static DbcReading readTolerant(String file, byte[] content) {
        if (startsWith(content, UTF_16_BIG) || startsWith(content, UTF_16_LITTLE)) {
            return readTolerant(file, content, StandardCharsets.UTF_16);
        }
        ByteBuffer bytes = ByteBuffer.wrap(content);
        CharBuffer text = CharBuffer.allocate(content.length);
        boolean utf8 = !StandardCharsets.UTF_8.newDecoder().decode(bytes, text, true).isError();
        text.flip();
        if (utf8) {
            return read(file, text.toString(), "UTF-8", List.of());
        }
        DbcFinding guessed =
                DbcFinding.hint(
                        "encoding",
                        lineAt(text.toString(), text.length()),
                        "no UTF-8 from here on, so it is read as Windows-1252",
                        "save the file as UTF-8, or name its encoding by --encoding");
        return read(file, new String(content, WINDOWS), "Windows-1252", List.of(guessed));
    }

    /**
     * As {@link #readTolerant(String, byte[])}, of a file whose encoding is known.
     *
     * @param encoding any that extends ASCII, or UTF-16
     */
    public static DbcReading readTolerant(String file, byte[] content, Charset encoding) {
        return read(file, new String(content, encoding), encoding.name(), List.of());
    }

    /** As {@link #readTolerant(String, byte[])}, from a text. */
    public static DbcReading readTolerant(String file, String text) {
        return read(file, text, "UTF-8", List.of());
    }

    private static DbcReading read(
            String file, String text, String encoding, List<DbcFinding> known) {
        DbcReader reader = new DbcReader(file);
        reader.findings.addAll(known);
        // a mark of the byte order is no character of the file; a line ends as it likes
        String lines = text.startsWith("\uFEFF") ? text.substring(1) : text;
        lines = lines.replace("\r\n", "\n").replace('\r', '\n');
        int unknown = lines.indexOf('\uFFFD');
        if (unknown >= 0) {
            reader.findings.add(
                    DbcFinding.warning(
                            "encoding",
                            lineAt(lines, unknown),
                            "a byte that is no character of " + encoding,
                            "save the file as UTF-8"));
        }
        DbcTokens tokens = new DbcTokens(file, lines, 1, reader.findings::add);
        boolean any = false;
        while (!tokens.atEnd()) {
            any |= knows(tokens.current());
            reader.statement(tokens, false);
        }
        if (!any) {
            throw new InputError(file, "has no statement of a message database", "name a DBC file");
        }
        for (Late statement : reader.late) {
            // what its first reading found is found again, but for what was mended in the text
            reader.statement(
                    new DbcTokens(file, statement.text, statement.line, reader.findings::add),
                    true);
        }
        Dbc dbc = reader.draft.finish();
        reader.findings.addAll(reader.draft.ambiguities());
        reader.findings.addAll(new DbcCheck(dbc, reader.draft.lines()).findings());
        reader.findings.sort(Comparator.comparingInt(DbcFinding::line));
        return new DbcReading(file, dbc, encoding, reader.findings);
    }

    private static boolean startsWith(byte[] content, byte[] mark) {
        return content.length >= mark.length
                && Arrays.equals(content, 0, mark.length, mark, 0, mark.length);
    }

    /** Number of the line in which a place is, whatever its lines end in. */
    private static int lineAt(String text, int place) {
        String before = text.substring(0, place).replace("\r\n", "\n").replace('\r', '\n');
        return 1 + (int) before.chars().filter(c -> c == '\n').count();
    }

    /** Whether a text that is not understood is one statement behind any other, too. */
    private static boolean mayStandAnywhere(Token first, String text) {
        return first.kind() == Kind.WORD && !first.is("SG_") || text.startsWith("//");
    }

    private void statement(DbcTokens tokens, boolean last) {
        Token first = tokens.begin();
        int known = findings.size();
        switch (read(tokens, first)) {
            case READ -> {}
            case KEPT -> {
                if (mayStandAnywhere(first, tokens.textFrom(first))) {
                    draft.kept.add(closed(tokens.textFrom(first)));
                }
            }
            case WITHOUT_ITS_OBJECT -> {
                String text = closed(tokens.textFrom(first));
                if (last) {
                    draft.kept.add(text);
                } else {
                    findings.subList(known, findings.size())
                            .removeIf(f -> !f.rule().equals(DbcTokens.SEMICOLON));
                    late.add(new Late(text, first.line()));
                }
            }
        }
    }

    private DbcStatement.Outcome read(DbcTokens tokens, Token first) {
        try {
            return new DbcStatement(draft, tokens, first).read();
        } catch (BrokenStatement broken) {
            if (first.is("BO_")) {
                throw broken.in(file);
            }
            findings.add(broken.warning());
            tokens.passOver();
            return DbcStatement.Outcome.KEPT;
        }
    }

    /** As it stands in a file of its own. */
    private static String closed(String text) {
        return text.endsWith(";") || text.startsWith("//") ? text : text + ";";
    }

    /** Whether the words of a statement are one that the format knows. */
    static boolean knows(Token token) {
        return token.kind() == Kind.WORD && KEYWORDS.contains(token.text());
    }
}
