package dev.bulkhead.dbc;

import dev.bulkhead.dbc.DbcLexer.Kind;
import dev.bulkhead.dbc.DbcLexer.Token;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * One statement, its keyword already taken; those of messages and attributes are read by others.
 */
final class DbcStatement {
    /** What became of it. */
    enum Outcome {
        READ,
        /** Not interpreted: its text is kept. */
        KEPT,
        /** What it is about is not there, or not yet; a warning says so. */
        WITHOUT_ITS_OBJECT
    }

    private static final BigDecimal LEAST_RAW =
            new BigDecimal(BigInteger.ONE.shiftLeft(63)).negate();
    private static final BigDecimal GREATEST_RAW =
            new BigDecimal(BigInteger.ONE.shiftLeft(64)).subtract(BigDecimal.ONE);

    private final DbcDraft draft;
    private final DbcTokens tokens;
    private final Token keyword;

    DbcStatement(DbcDraft draft, DbcTokens tokens, Token keyword) {
        this.draft = draft;
        this.tokens = tokens;
        this.keyword = keyword;
    }

    Outcome read() {
        if (!DbcReader.knows(keyword)) {
            return unknown();
        }
        var messages = new MessageStatements(draft, tokens, keyword);
        var attributes = new AttributeStatements(draft, tokens);
        return switch (keyword.text()) {
            case "VERSION" -> version();
            case "NS_" -> newSymbols();
            case "BS_" -> bitTiming();
            case "BU_" -> nodes();
            case "VAL_TABLE_" -> valueTable();
            case "VAL_" -> values();
            case "CM_" -> comment();
            case "EV_" -> environmentVariable();
            case "ENVVAR_DATA_" -> environmentData();
            case "BO_" -> messages.message();
            case "SG_" ->
                    throw tokens.error(
                            keyword, "a signal stands outside a message", "put it behind its BO_");
            case "SG_MUL_VAL_" -> messages.extendedMultiplexing();
            case "SIG_VALTYPE_" -> messages.valueType();
            case "SIG_GROUP_" -> messages.group();
            case "BO_TX_BU_" -> messages.transmitters();
            case "BA_DEF_", "BA_DEF_REL_" -> attributes.definition();
            case "BA_DEF_DEF_" -> attributes.initial(false);
            case "BA_DEF_DEF_REL_" -> attributes.initial(true);
            case "BA_" -> attributes.value();
            case "BA_REL_" -> attributes.relation();
            default -> {
                tokens.passOver();
                yield Outcome.KEPT;
            }
        };
    }

    private Outcome unknown() {
        if (tokens.takesComment(keyword)) {
            return Outcome.KEPT;
        }
        tokens.warn(
                "statement",
                keyword,
                keyword.shown() + " begins no statement",
                "correct or remove it");
        if (keyword.is(";")) {
            return Outcome.READ;
        }
        tokens.passOver();
        return Outcome.KEPT;
    }

    private Outcome version() {
        draft.version = tokens.string("a version");
        return Outcome.READ;
    }

    /** The names that follow are keywords of the format, each alone on its line. */
    private Outcome newSymbols() {
        tokens.expect(":");
        while (tokens.isKind(Kind.WORD) && (tokens.current().column() > 1 || tokens.endsLine())) {
            draft.newSymbols.add(tokens.advance().text());
        }
        return Outcome.READ;
    }

    private Outcome bitTiming() {
        tokens.expect(":");
        List<String> parts = new ArrayList<>();
        while (tokens.isOn(keyword.line())
                && (tokens.isKind(Kind.NUMBER) || tokens.is(":") || tokens.is(","))) {
            parts.add(tokens.advance().text());
        }
        draft.bitTiming = String.join(" ", parts);
        return Outcome.READ;
    }

    private Outcome nodes() {
        int line = tokens.current().line();
        tokens.expect(":");
        while (tokens.isKind(Kind.WORD) && (tokens.isOn(line) || tokens.current().column() > 1)) {
            Token name = tokens.current();
            draft.add(new DbcDraft.Node(tokens.newName("a node"), name.line()));
        }
        return Outcome.READ;
    }

    private Outcome valueTable() {
        Token name = tokens.current();
        tokens.newName("a table name");
        ValueTable table = texts();
        tokens.endOfStatement();
        if (draft.valueTables.putIfAbsent(name.text(), table) == null) {
            return Outcome.READ;
        }
        tokens.warn("twice", name, "value table " + name.shown() + " is there twice", "remove one");
        return Outcome.WITHOUT_ITS_OBJECT;
    }

    private ValueTable texts() {
        TreeMap<BigInteger, String> texts = new TreeMap<>();
        while (DbcTokens.isNumber(tokens.current())) {
            Token raw = tokens.current();
            BigInteger value =
                    tokens.whole("a raw value", LEAST_RAW, GREATEST_RAW).toBigIntegerExact();
            if (texts.putIfAbsent(value, tokens.string("a name in quotes")) != null) {
                tokens.warn("twice", raw, "raw value " + value + " is named twice", "remove one");
            }
        }
        return new ValueTable(texts);
    }

    private Outcome values() {
        if (tokens.isKind(Kind.WORD)) {
            Token name = tokens.advance();
            ValueTable table = texts();
            tokens.endOfStatement();
            Optional<DbcDraft.Variable> variable = variable(name);
            variable.ifPresent(it -> it.values = table);
            return outcome(variable);
        }
        Token number = tokens.current();
        long identifier = tokens.identifier();
        Token name = tokens.current();
        tokens.word("a signal name");
        Optional<ValueTable> table = Optional.empty();
        Token of = tokens.current();
        if (tokens.isKind(Kind.WORD) && !DbcTokens.isNumber(of)) {
            table = Optional.ofNullable(draft.valueTables.get(tokens.advance().text()));
        } else {
            table = Optional.of(texts());
        }
        tokens.endOfStatement();
        if (table.isEmpty()) {
            tokens.warn(
                    "reference",
                    of,
                    "there is no value table " + of.shown(),
                    "define it by VAL_TABLE_");
            return Outcome.WITHOUT_ITS_OBJECT;
        }
        ValueTable found = table.get();
        Optional<DbcDraft.Signal> signal =
                MessageStatements.signal(draft, tokens, number, identifier, name);
        signal.filter(it -> !it.values.equals(ValueTable.EMPTY))
                .ifPresent(
                        it ->
                                tokens.warn(
                                        "twice",
                                        name,
                                        "signal " + name.shown() + " has its values named again",
                                        "remove one VAL_"));
        signal.ifPresent(it -> it.values = found);
        return outcome(signal);
    }

    private Outcome comment() {
        if (tokens.isKind(Kind.STRING)) {
            Token text = tokens.advance();
            tokens.endOfStatement();
            draft.comment = again(draft.comment, text.text(), text);
            return Outcome.READ;
        }
        Token about = tokens.current();
        String kind = tokens.word("what the comment is about");
        return switch (kind) {
            case "BO_" -> {
                Token number = tokens.current();
                long identifier = tokens.identifier();
                String text = commentText();
                if (identifier == MessageStatements.NO_MESSAGE) {
                    yield Outcome.KEPT;
                }
                var message = MessageStatements.message(draft, tokens, number, identifier);
                message.ifPresent(it -> it.comment = again(it.comment, text, about));
                yield outcome(message);
            }
            case "SG_" -> {
                Token number = tokens.current();
                long identifier = tokens.identifier();
                Token name = tokens.current();
                tokens.word("a signal name");
                String text = commentText();
                var signal = MessageStatements.signal(draft, tokens, number, identifier, name);
                signal.ifPresent(it -> it.comment = again(it.comment, text, about));
                yield outcome(signal);
            }
            case "BU_" -> {
                Token name = tokens.current();
                tokens.word("a node");
                String text = commentText();
                Optional<DbcDraft.Node> node = node(draft, tokens, name);
                node.ifPresent(it -> it.comment = again(it.comment, text, about));
                yield outcome(node);
            }
            case "EV_" -> {
                Token name = tokens.current();
                tokens.word("an environment variable");
                String text = commentText();
                Optional<DbcDraft.Variable> variable = variable(name);
                variable.ifPresent(it -> it.comment = again(it.comment, text, about));
                yield outcome(variable);
            }
            default -> {
                tokens.warn(
                        "reference",
                        about,
                        "a comment on " + about.shown(),
                        "comment on BU_, BO_, SG_ or EV_");
                tokens.passOver();
                yield Outcome.KEPT;
            }
        };
    }

    /** A comment that takes the place of another: the last one counts. */
    private String again(String before, String text, Token about) {
        if (!before.isEmpty()) {
            tokens.warn("twice", about, "a second comment on the same", "join them");
        }
        return text;
    }

    private String commentText() {
        String text = tokens.string("a comment in quotes");
        tokens.endOfStatement();
        return text;
    }

    private Outcome environmentVariable() {
        Token name = tokens.current();
        var variable = new DbcDraft.Variable(tokens.newName("an environment variable"));
        tokens.expect(":");
        variable.type = tokens.whole("a type, 0 to 2", 0, 2);
        tokens.expect("[");
        variable.minimum = tokens.number("a minimum");
        tokens.expect("|");
        variable.maximum = tokens.number("a maximum");
        tokens.expect("]");
        variable.unit = tokens.string("a unit in quotes");
        variable.initial = tokens.number("an initial value");
        variable.identifier = tokens.number("an identifier");
        variable.access = tokens.word("an access type");
        tokens.names("a node", variable.nodes);
        tokens.endOfStatement();
        if (draft.variables.putIfAbsent(variable.name, variable) == null) {
            return Outcome.READ;
        }
        tokens.warn(
                "twice",
                name,
                "environment variable " + name.shown() + " is there twice",
                "remove one");
        return Outcome.WITHOUT_ITS_OBJECT;
    }

    private Outcome environmentData() {
        Token name = tokens.current();
        tokens.word("an environment variable");
        tokens.expect(":");
        long bytes = tokens.whole("a length in bytes", 0, Integer.MAX_VALUE);
        tokens.endOfStatement();
        Optional<DbcDraft.Variable> variable = variable(name);
        variable.ifPresent(it -> it.dataBytes = OptionalLong.of(bytes));
        return outcome(variable);
    }

    private Optional<DbcDraft.Variable> variable(Token name) {
        return variable(draft, tokens, name);
    }

    /** The environment variable of that name; if there is none, a warning says so. */
    static Optional<DbcDraft.Variable> variable(DbcDraft draft, DbcTokens tokens, Token name) {
        Optional<DbcDraft.Variable> found = Optional.ofNullable(draft.variables.get(name.text()));
        if (found.isEmpty()) {
            missing(tokens, name, "environment variable " + name.shown());
        }
        return found;
    }

    /** The node of that name; if there is none, a warning says so. */
    static Optional<DbcDraft.Node> node(DbcDraft draft, DbcTokens tokens, Token name) {
        Optional<DbcDraft.Node> found = draft.node(name.text());
        if (found.isEmpty()) {
            missing(tokens, name, "node " + name.shown());
        }
        return found;
    }

    private static void missing(DbcTokens tokens, Token name, String what) {
        tokens.warn(
                "reference",
                name,
                "there is no " + what,
                "correct the name, or remove the statement");
    }

    static Outcome outcome(Optional<?> object) {
        return object.isPresent() ? Outcome.READ : Outcome.WITHOUT_ITS_OBJECT;
    }
}
