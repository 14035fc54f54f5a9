package dev.bulkhead.dbc;

import dev.bulkhead.dbc.DbcLexer.Kind;
import dev.bulkhead.dbc.DbcLexer.Token;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * The tokens of a text one after another, each asked for by what must stand there. What breaks the
 * form so that the statement cannot be read is a {@link BrokenStatement}.
 */
final class DbcTokens {
    /** Numbers beyond this are mistakes, and slow to compute with. */
    private static final int MAX_EXPONENT = 400;

    static final String SEMICOLON = "semicolon";

    private static final long GREATEST_IDENTIFIER = 0xFFFF_FFFFL;

    private static final Pattern HEXADECIMAL = Pattern.compile("0[xX][0-9A-Fa-f]{1,16}");

    private final DbcLexer lexer;
    private final Consumer<DbcFinding> findings;
    private Token token;
    private int previousEnd;
    private int previousLine;

    /**
     * @param line number of the text's first line
     */
    DbcTokens(String file, String text, int line, Consumer<DbcFinding> findings) {
        this.lexer = new DbcLexer(file, text, line);
        this.findings = findings;
        this.token = lexer.next();
    }

    Token current() {
        return token;
    }

    boolean isKind(Kind kind) {
        return token.kind() == kind;
    }

    boolean is(String expected) {
        return token.is(expected);
    }

    boolean atEnd() {
        return token.kind() == Kind.END;
    }

    boolean isOn(int line) {
        return token.line() == line;
    }

    /** Whether the token stands alone on the rest of its line. */
    boolean endsLine() {
        return lexer.endsLine(token);
    }

    /** Takes the token that begins a statement. */
    Token begin() {
        lexer.begins(token);
        return advance();
    }

    Token advance() {
        Token taken = token;
        previousEnd = taken.end();
        previousLine = taken.lastLine();
        token = lexer.next();
        return taken;
    }

    /**
     * Goes on behind a line that two strokes begin, the first of them taken already. The format has
     * no such comments, people write them.
     *
     * @return whether there was one; {@link #textFrom} ends with it
     */
    boolean takesComment(Token stroke) {
        if (!stroke.is("/") || !token.is("/") || token.start() != stroke.end()) {
            return false;
        }
        warn("comment", stroke, "'//' begins no comment here", "use CM_, or remove it");
        lexer.skipLine();
        previousEnd = lexer.position();
        token = lexer.next();
        return true;
    }

    /** The text from a token to the last one that was taken. */
    String textFrom(Token first) {
        return lexer.slice(first.start(), previousEnd);
    }

    boolean takes(String symbol) {
        boolean there = token.is(symbol);
        if (there) {
            advance();
        }
        return there;
    }

    void expect(String symbol) {
        if (!takes(symbol)) {
            throw unexpected("'" + symbol + "'");
        }
    }

    /** The semicolon, or its lack before a statement or the end. */
    void endOfStatement() {
        if (takes(";")) {
            return;
        }
        if (!atEnd() && !beginsLine() && !startsStatement()) {
            throw unexpected("';'");
        }
        warn(SEMICOLON, token, "a statement ends without ';'", "add ';' before this line");
    }

    /**
     * Whether a token is a keyword at the beginning of a line, where no statement goes on. Signals
     * are indented, and must not be taken for a part of something unknown before them.
     */
    boolean startsStatement() {
        boolean indented = token.is("SG_") && token.line() > previousLine;
        return indented || token.column() == 1 && DbcReader.knows(token);
    }

    /**
     * Goes on behind the statement's semicolon, or before the statement that begins without one.
     */
    void passOver() {
        while (!atEnd() && !startsStatement() && !takes(";")) {
            advance();
        }
    }

    /** As {@link #passOver}, for a signal, which no semicolon ends. */
    void passOverSignal() {
        while (!atEnd() && !startsStatement() && !beginsLine()) {
            advance();
        }
    }

    private boolean beginsLine() {
        return token.column() == 1 && token.line() > previousLine;
    }

    String word(String what) {
        if (token.kind() != Kind.WORD) {
            throw unexpected(what);
        }
        return advance().text();
    }

    /** A word that names something for the first time. */
    String newName(String what) {
        Token at = token;
        String name = word(what);
        boolean letters = name.chars().allMatch(c -> c < 128);
        if (!letters || Character.isDigit(name.charAt(0))) {
            warn(
                    "name",
                    at,
                    at.shown() + " is a name that other tools may refuse",
                    "use A-Z, a-z, 0-9 and _, and begin with no digit");
        }
        return name;
    }

    String string(String what) {
        if (token.kind() != Kind.STRING) {
            throw unexpected(what);
        }
        return advance().text();
    }

    BigDecimal number(String what) {
        if (!isNumber(token)) {
            throw unexpected(what);
        }
        BigDecimal value = number(token);
        advance();
        return value;
    }

    /** Whether a token is a number, decimal or, as some tools write it, hexadecimal. */
    static boolean isNumber(Token token) {
        return token.kind() == Kind.NUMBER || HEXADECIMAL.matcher(token.text()).matches();
    }

    BigDecimal number(Token number) {
        if (number.kind() == Kind.WORD) {
            warn("number", number, number.shown() + " is hexadecimal", "write it in decimal");
            return new BigDecimal(new BigInteger(number.text().substring(2), 16));
        }
        try {
            BigDecimal value = new BigDecimal(number.text());
            if (Math.abs((long) value.scale()) <= MAX_EXPONENT
                    && value.precision() <= MAX_EXPONENT) {
                return value;
            }
        } catch (NumberFormatException _) {
            // said below, like a number that is too large
        }
        throw error(number, number.shown() + " is not a number", "correct the number");
    }

    long whole(String what, long least, long greatest) {
        return whole(what, BigDecimal.valueOf(least), BigDecimal.valueOf(greatest))
                .longValueExact();
    }

    BigDecimal whole(String what, BigDecimal least, BigDecimal greatest) {
        Token at = token;
        BigDecimal value = number(what);
        if (value.stripTrailingZeros().scale() > 0
                || value.compareTo(least) < 0
                || value.compareTo(greatest) > 0) {
            throw error(
                    at,
                    at.shown() + " stands where " + what + " should be",
                    "write a whole number from %s to %s"
                            .formatted(least.toPlainString(), greatest.toPlainString()));
        }
        return value;
    }

    long identifier() {
        return whole("a message identifier", 0, GREATEST_IDENTIFIER);
    }

    /** The value of an attribute: a number or a text, as it is written. */
    AttributeValue value() {
        if (token.kind() == Kind.STRING) {
            return new AttributeValue.Text(advance().text());
        }
        return new AttributeValue.Number(number("a number or a text in quotes"));
    }

    /** Names that commas part, at least one. */
    void names(String what, List<String> names) {
        do {
            names.add(word(what));
        } while (takes(","));
    }

    void warn(DbcFinding finding) {
        findings.accept(finding);
    }

    void warn(String rule, Token at, String what, String remedy) {
        warn(DbcFinding.warning(rule, at.line(), what, remedy));
    }

    BrokenStatement unexpected(String expected) {
        return error(
                token,
                token.shown() + " stands where " + expected + " should be",
                "correct the statement");
    }

    BrokenStatement error(Token at, String what, String remedy) {
        return new BrokenStatement(at.line(), what, remedy);
    }
}
