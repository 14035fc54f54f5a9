package dev.bulkhead.dbc;

import dev.bulkhead.dbc.DbcLexer.Kind;
import dev.bulkhead.dbc.DbcLexer.Token;
import dev.bulkhead.input.InputError;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Reads a message database.
 *
 * <p>Read: {@code VERSION}, {@code BU_}, {@code BO_}, {@code SG_} with plain multiplexing, {@code
 * VAL_TABLE_}, {@code VAL_}, {@code CM_} and, of the network and of messages, {@code BA_}. Passed
 * over: bit timing, environment variables, signal groups, further senders, attributes and comments
 * of anything else. Refused, as values would be read wrongly: extended multiplexing, signals in
 * floating point, messages beyond 8 bytes.
 */
public final class DbcReader {
    /** Stands for a sender or receiver that is no node of the network. */
    private static final String NO_NODE = "Vector__XXX";

    /** Identifier under which tools keep signals that are in no message. */
    private static final long NO_MESSAGE = 0xC000_0000L;

    private static final List<String> PASSED_OVER =
            List.of(
                    "BO_TX_BU_",
                    "EV_",
                    "EV_DATA_",
                    "ENVVAR_DATA_",
                    "SGTYPE_",
                    "SIG_GROUP_",
                    "CAT_",
                    "CAT_DEF_",
                    "FILTER",
                    "BA_DEF_REL_",
                    "BA_REL_",
                    "BA_DEF_DEF_REL_",
                    "BA_DEF_SGTYPE_",
                    "BA_SGTYPE_",
                    "SIG_TYPE_REF_",
                    "SIGTYPE_VALTYPE_",
                    "BU_SG_REL_",
                    "BU_EV_REL_",
                    "BU_BO_REL_");

    private final String file;
    private final DbcLexer lexer;
    private final DbcDraft draft;
    private Token token;

    private DbcReader(String file, String text) {
        this.file = file;
        this.lexer = new DbcLexer(file, text);
        this.draft = new DbcDraft(file);
        this.token = lexer.next();
    }

    /**
     * @param file name of the file, as messages show it
     * @param content UTF-8, else Windows-1252 as older tools write it
     * @throws InputError if the content is no database that can be read
     */
    public static Dbc read(String file, byte[] content) {
        String text;
        try {
            text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
        } catch (CharacterCodingException _) {
            text = new String(content, Charset.forName("windows-1252"));
        }
        return read(file, text);
    }

    /** As {@link #read(String, byte[])}, from a text. */
    public static Dbc read(String file, String text) {
        DbcReader reader = new DbcReader(file, text);
        while (reader.token.kind() != Kind.END) {
            reader.statement();
        }
        return reader.draft.finish();
    }

    private void statement() {
        Token keyword = token;
        advance();
        switch (keyword.kind() == Kind.WORD ? keyword.text() : "") {
            case "VERSION" -> draft.version = string("a version");
            case "NS_" -> newSymbols();
            case "BS_" -> bitTiming();
            case "BU_" -> nodes();
            case "BO_" -> message(keyword.line());
            case "VAL_TABLE_" -> valueTable();
            case "VAL_" -> values();
            case "CM_" -> comment();
            case "BA_DEF_" -> attributeDefinition();
            case "BA_DEF_DEF_" -> attributeDefault();
            case "BA_" -> attribute();
            case "SG_" ->
                    throw error(
                            keyword, "a signal stands outside a message", "put it behind its BO_");
            case "SG_MUL_VAL_" ->
                    throw error(
                            keyword,
                            "extended multiplexing is not read",
                            "use one multiplexer a message");
            case "SIG_VALTYPE_" -> valueType(keyword);
            case String word when PASSED_OVER.contains(word) -> passOver();
            default ->
                    throw error(
                            keyword,
                            keyword.shown() + " begins no statement",
                            "correct or remove it");
        }
    }

    /** The names that follow are keywords of the format, on lines that are indented. */
    private void newSymbols() {
        expect(":");
        while (token.kind() == Kind.WORD && token.column() > 1) {
            advance();
        }
    }

    private void bitTiming() {
        expect(":");
        while (token.kind() == Kind.NUMBER || token.is(":") || token.is(",")) {
            advance();
        }
    }

    private void nodes() {
        int line = token.line();
        expect(":");
        while (token.kind() == Kind.WORD && (token.line() == line || token.column() > 1)) {
            draft.addNode(token.text(), token.line());
            advance();
        }
    }

    private void message(int line) {
        Token number = token;
        long identifier = whole("a message identifier", 0, 0xFFFF_FFFFL);
        String name = word("a message name");
        expect(":");
        Token size = token;
        long length = whole("a length in bytes", 0, Integer.MAX_VALUE);
        Token sender = token;
        word("a sender");
        if (identifier == NO_MESSAGE) {
            while (token.is("SG_")) {
                advance();
                signal(new DbcDraft.Message(name, line), Integer.MAX_VALUE);
            }
            return;
        }
        boolean extended = (identifier & 0x8000_0000L) != 0;
        long last = extended ? 0x1FFF_FFFFL : 0x7FF;
        if ((identifier & 0x7FFF_FFFFL) > last) {
            throw error(
                    number,
                    "message '%s' has identifier %d, beyond %d bits"
                            .formatted(name, identifier, extended ? 29 : 11),
                    "lower it, or add 2147483648 to mark one of 29 bits");
        }
        if (length > 8) {
            throw error(
                    size,
                    "message '" + name + "' has " + length + " bytes",
                    "lower its length to at most 8, as classic CAN has");
        }
        DbcDraft.Message message = new DbcDraft.Message(name, line);
        message.identifier = (int) (identifier & 0x1FFF_FFFFL);
        message.extended = extended;
        message.length = (int) length;
        message.sender = node(sender, "sender of message '" + name + "'");
        draft.addMessage(identifier, message);
        while (token.is("SG_")) {
            advance();
            signal(message, (int) length);
        }
        draft.checkOverlap(message);
    }

    private void signal(DbcDraft.Message message, int bytes) {
        Token first = token;
        DbcDraft.Signal signal = new DbcDraft.Signal(word("a signal name"), first.line());
        String where = "signal '" + signal.name + "' of message '" + message.name + "'";
        if (!token.is(":")) {
            signal.multiplexing = multiplexing(where);
        }
        expect(":");
        signal.startBit = (int) whole("a start bit", 0, 511);
        expect("|");
        signal.length = (int) whole("a length in bits", 1, 64);
        expect("@");
        signal.order =
                whole("a byte order, 0 or 1", 0, 1) == 1
                        ? DbcSignal.ByteOrder.LITTLE_ENDIAN
                        : DbcSignal.ByteOrder.BIG_ENDIAN;
        if (!token.is("+") && !token.is("-")) {
            throw unexpected("'+' or '-'");
        }
        signal.signed = token.is("-");
        advance();
        expect("(");
        Token factor = token;
        signal.factor = number("a factor");
        expect(",");
        signal.offset = number("an offset");
        expect(")");
        expect("[");
        Token limits = token;
        signal.minimum = number("a minimum");
        expect("|");
        signal.maximum = number("a maximum");
        expect("]");
        signal.unit = string("a unit in quotes");
        receivers(signal, where);
        if (signal.factor.signum() == 0) {
            throw error(factor, where + " has factor 0", "give the step of one raw value");
        }
        if (signal.minimum.compareTo(signal.maximum) > 0) {
            throw error(limits, where + " has its minimum above its maximum", "swap them");
        }
        if (signal.bytesNeeded() > bytes) {
            throw error(
                    first,
                    where
                            + " needs "
                            + signal.bytesNeeded()
                            + " bytes, but the message has "
                            + bytes,
                    "move or shorten the signal, or lengthen the message");
        }
        draft.addSignal(message, signal);
    }

    private Multiplexing multiplexing(String where) {
        Token mark = token;
        String text = word("':' or a multiplexer mark");
        if (text.equals("M")) {
            return new Multiplexing.Switch();
        }
        if (text.matches("m\\d{1,9}")) {
            return new Multiplexing.When(Long.parseLong(text.substring(1)));
        }
        if (text.matches("m\\d+M")) {
            throw error(
                    mark,
                    where + " is a multiplexer that is multiplexed itself, which is not read",
                    "use one multiplexer a message");
        }
        throw error(mark, where + " has mark " + mark.shown(), "write M, or m with a number");
    }

    private void receivers(DbcDraft.Signal signal, String where) {
        do {
            if (token.is(",")) {
                advance();
            }
            Token receiver = token;
            word("a receiver");
            node(receiver, "receiver of " + where).ifPresent(signal.receivers::add);
        } while (token.is(","));
    }

    private Optional<String> node(Token name, String role) {
        if (name.text().equals(NO_NODE)) {
            return Optional.empty();
        }
        if (!draft.nodes.contains(name.text())) {
            throw error(name, role + " is unknown node '" + name.text() + "'", "add it behind BU_");
        }
        return Optional.of(name.text());
    }

    private void valueTable() {
        Token name = token;
        word("a table name");
        if (draft.valueTables.put(name.text(), texts()) != null) {
            throw error(name, "value table " + name.shown() + " is there twice", "remove one");
        }
        expect(";");
    }

    private void values() {
        if (token.kind() != Kind.NUMBER) {
            passOver();
            return;
        }
        Token number = token;
        long identifier = whole("a message identifier", 0, 0xFFFF_FFFFL);
        Token name = token;
        word("a signal name");
        ValueTable table;
        if (token.kind() == Kind.WORD) {
            table = draft.valueTables.get(token.text());
            if (table == null) {
                throw error(token, "there is no value table " + token.shown(), "define it before");
            }
            advance();
        } else {
            table = texts();
        }
        expect(";");
        if (identifier != NO_MESSAGE) {
            draft.signal(number, identifier, name).values = table;
        }
    }

    private ValueTable texts() {
        TreeMap<Long, String> texts = new TreeMap<>();
        while (token.kind() == Kind.NUMBER) {
            Token raw = token;
            long value = whole("a raw value", Long.MIN_VALUE, Long.MAX_VALUE);
            if (texts.put(value, string("a name in quotes")) != null) {
                throw error(raw, "raw value " + value + " is named twice", "remove one");
            }
        }
        return new ValueTable(texts);
    }

    private void comment() {
        if (token.kind() == Kind.STRING) {
            draft.comment = string("a comment");
            expect(";");
            return;
        }
        Token keyword = token;
        switch (word("what the comment is about")) {
            case "BO_" -> {
                Token number = token;
                long identifier = whole("a message identifier", 0, 0xFFFF_FFFFL);
                String text = string("a comment in quotes");
                if (identifier != NO_MESSAGE) {
                    draft.message(number, identifier).comment = text;
                }
            }
            case "SG_" -> {
                Token number = token;
                long identifier = whole("a message identifier", 0, 0xFFFF_FFFFL);
                Token name = token;
                word("a signal name");
                String text = string("a comment in quotes");
                if (identifier != NO_MESSAGE) {
                    draft.signal(number, identifier, name).comment = text;
                }
            }
            case "BU_", "EV_" -> {
                word("a name");
                string("a comment in quotes");
            }
            default ->
                    throw error(
                            keyword,
                            "a comment on " + keyword.shown(),
                            "comment on BU_, BO_, SG_ or EV_");
        }
        expect(";");
    }

    private void attributeDefinition() {
        DbcDraft.Scope scope = DbcDraft.Scope.NETWORK;
        if (token.kind() == Kind.WORD) {
            scope = DbcDraft.Scope.of(token.text());
            advance();
        }
        Token name = token;
        string("an attribute name in quotes");
        Token type = token;
        switch (word("an attribute type")) {
            case "INT", "HEX", "FLOAT" -> draft.define(name, scope, number(), number(), List.of());
            case "STRING" -> draft.define(name, scope, null, null, List.of());
            case "ENUM" -> {
                List<String> constants = new ArrayList<>();
                constants.add(string("a constant in quotes"));
                while (token.is(",")) {
                    advance();
                    constants.add(string("a constant in quotes"));
                }
                draft.define(name, scope, null, null, constants);
            }
            default ->
                    throw error(
                            type,
                            "attribute type " + type.shown() + " is unknown",
                            "use INT, HEX, FLOAT, STRING or ENUM");
        }
        expect(";");
    }

    private BigDecimal number() {
        return token.kind() == Kind.NUMBER ? number("a limit") : BigDecimal.ZERO;
    }

    private void attributeDefault() {
        Token name = token;
        string("an attribute name in quotes");
        draft.setDefault(name, value());
        expect(";");
    }

    private void attribute() {
        Token name = token;
        string("an attribute name in quotes");
        DbcDraft.Scope scope = DbcDraft.Scope.NETWORK;
        DbcDraft.Message message = null;
        if (token.kind() == Kind.WORD) {
            scope = DbcDraft.Scope.of(token.text());
            advance();
            switch (scope) {
                case MESSAGE, SIGNAL -> {
                    Token number = token;
                    long identifier = whole("a message identifier", 0, 0xFFFF_FFFFL);
                    message = identifier == NO_MESSAGE ? null : draft.message(number, identifier);
                    if (scope == DbcDraft.Scope.SIGNAL) {
                        word("a signal name");
                    }
                }
                case NETWORK, OTHER -> word("a name");
            }
        }
        draft.setAttribute(name, scope, message, value());
        expect(";");
    }

    private Token value() {
        if (token.kind() != Kind.NUMBER && token.kind() != Kind.STRING) {
            throw unexpected("a number or a text in quotes");
        }
        Token value = token;
        advance();
        return value;
    }

    /** {@code SIG_VALTYPE_ id signal : 0} says integer, 1 and 2 floating point. */
    private void valueType(Token keyword) {
        whole("a message identifier", 0, 0xFFFF_FFFFL);
        String signal = word("a signal name");
        if (token.is(":")) {
            advance();
        }
        if (whole("a value type", 0, 3) != 0) {
            throw error(
                    keyword,
                    "signal '" + signal + "' is in floating point, which is not read",
                    "make it an integer with a factor");
        }
        expect(";");
    }

    private void passOver() {
        while (token.kind() != Kind.END && !token.is(";")) {
            advance();
        }
        expect(";");
    }

    private void advance() {
        token = lexer.next();
    }

    private void expect(String symbol) {
        if (!token.is(symbol)) {
            throw unexpected("'" + symbol + "'");
        }
        advance();
    }

    private String word(String what) {
        if (token.kind() != Kind.WORD) {
            throw unexpected(what);
        }
        String text = token.text();
        advance();
        return text;
    }

    private String string(String what) {
        if (token.kind() != Kind.STRING) {
            throw unexpected(what);
        }
        String text = token.text();
        advance();
        return text;
    }

    private BigDecimal number(String what) {
        if (token.kind() != Kind.NUMBER) {
            throw unexpected(what);
        }
        BigDecimal value = draft.number(token);
        advance();
        return value;
    }

    private long whole(String what, long least, long greatest) {
        Token at = token;
        BigDecimal value = number(what);
        if (value.stripTrailingZeros().scale() > 0
                || value.compareTo(BigDecimal.valueOf(least)) < 0
                || value.compareTo(BigDecimal.valueOf(greatest)) > 0) {
            throw error(
                    at,
                    at.shown() + " stands where " + what + " should be",
                    "write a whole number from " + least + " to " + greatest);
        }
        return value.longValueExact();
    }

    private InputError unexpected(String expected) {
        return error(
                token,
                token.shown() + " stands where " + expected + " should be",
                "correct the statement");
    }

    private InputError error(Token at, String what, String remedy) {
        return InputError.at(file, at.line(), what, remedy);
    }
}
