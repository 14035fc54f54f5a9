package dev.bulkhead.dbc;

import dev.bulkhead.dbc.DbcLexer.Kind;
import dev.bulkhead.dbc.DbcLexer.Token;
import dev.bulkhead.input.InputError;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Reads a message database.
 *
 * <p>A statement that cannot be cut into its parts is an {@link InputError}. All else that is wrong
 * is a warning with its line, so that files as tools write them are read; {@link #read} takes
 * warnings for errors. Signal types ({@code SGTYPE_}), categories and what is unknown are kept as
 * texts, and so is a statement about something that is not there. It may stand before what it is
 * about.
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

    private final List<DbcFinding> findings = new ArrayList<>();
    private final DbcDraft draft = new DbcDraft();
    private final List<Late> late = new ArrayList<>();

    /** A statement that is read again when all others are known. */
    private record Late(String text, int line) {}

    private DbcReader() {}

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
     * @throws InputError if the content is no database that can be read
     */
    public static DbcReading readTolerant(String file, byte[] content) {
        try {
            var decoder = StandardCharsets.UTF_8.newDecoder();
            return read(file, decoder.decode(ByteBuffer.wrap(content)).toString(), "UTF-8");
        } catch (CharacterCodingException _) {
            Charset older = Charset.forName("windows-1252");
            return read(file, new String(content, older), "Windows-1252");
        }
    }

    /** As {@link #readTolerant(String, byte[])}, from a text. */
    public static DbcReading readTolerant(String file, String text) {
        return read(file, text, "UTF-8");
    }

    private static DbcReading read(String file, String text, String encoding) {
        DbcReader reader = new DbcReader();
        // a mark of the byte order is no character of the file; a line ends as it likes
        String lines = text.startsWith("\uFEFF") ? text.substring(1) : text;
        lines = lines.replace("\r\n", "\n").replace('\r', '\n');
        int unknown = lines.indexOf('\uFFFD');
        if (unknown >= 0) {
            reader.findings.add(
                    DbcFinding.warning(
                            "encoding",
                            1
                                    + (int)
                                            lines.substring(0, unknown)
                                                    .chars()
                                                    .filter(c -> c == '\n')
                                                    .count(),
                            "a byte that is no character of " + encoding,
                            "save the file as UTF-8"));
        }
        DbcTokens tokens = new DbcTokens(file, lines, 1, reader.findings::add);
        while (!tokens.atEnd()) {
            reader.statement(tokens, false);
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

    private void statement(DbcTokens tokens, boolean last) {
        Token first = tokens.advance();
        int known = findings.size();
        DbcStatement statement = new DbcStatement(draft, tokens, first);
        switch (statement.read()) {
            case READ -> {}
            case KEPT -> draft.kept.add(closed(tokens.textFrom(first)));
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

    /** As it stands in a file of its own. */
    private static String closed(String text) {
        return text.endsWith(";") || text.startsWith("//") ? text : text + ";";
    }

    /** Whether the words of a statement are one that the format knows. */
    static boolean knows(Token token) {
        return token.kind() == Kind.WORD && KEYWORDS.contains(token.text());
    }
}
