package dev.bulkhead.dbc;

import dev.bulkhead.input.InputError;

import java.util.List;

/** Cuts the text of a database into words, numbers, strings and single characters. */
final class DbcLexer {

    enum Kind {
        WORD,
        NUMBER,
        STRING,
        SYMBOL,
        END
    }

    /**
     * @param text the token's characters; of a string, those between its quotes
     * @param line first line of the token, from 1
     * @param column place in that line, from 1
     * @param start place of its first character in the whole text, from 0
     * @param end place behind its last character
     */
    record Token(Kind kind, String text, int line, int column, int start, int end) {
        boolean is(String expected) {
            return (kind == Kind.WORD || kind == Kind.SYMBOL) && text.equals(expected);
        }

        /** Line of its last character. */
        int lastLine() {
            return line + (int) text.chars().filter(c -> c == '\n').count();
        }

        /** The token as a message shows it: on one line, cut short. */
        String shown() {
            if (kind == Kind.END) {
                return "the end of the file";
            }
            String line = oneLine(text);
            String cut = line.length() > 40 ? line.substring(0, 40) + "…" : line;
            return kind == Kind.STRING ? '"' + cut + '"' : "'" + cut + "'";
        }
    }

    /** A text without line breaks, as messages need it. */
    static String oneLine(String text) {
        return text.replaceAll("[\\s\\p{Cc}\u2028\u2029]+", " ");
    }

    /** Statements that end in the value of an attribute. */
    private static final List<String> END_IN_VALUE =
            List.of("BA_", "BA_REL_", "BA_DEF_DEF_", "BA_DEF_DEF_REL_");

    private final String file;
    private final String text;
    private int at;
    private int line;
    private int lineStart;
    private boolean inValue;

    /**
     * @param text with lines that end in a line feed
     * @param line number of its first line
     */
    DbcLexer(String file, String text, int line) {
        this.file = file;
        this.text = text;
        this.line = line;
    }

    /** What stands between two places. */
    String slice(int from, int to) {
        return text.substring(from, to);
    }

    /** Whether nothing but blanks follows on the line. */
    boolean endsLine(Token token) {
        int i = token.end();
        while (i < text.length() && text.charAt(i) != '\n') {
            if (!Character.isWhitespace(text.charAt(i))) {
                return false;
            }
            i++;
        }
        return true;
    }

    /** Takes the rest of the line as the text that it is. */
    void skipLine() {
        while (at < text.length() && text.charAt(at) != '\n') {
            at++;
        }
    }

    int position() {
        return at;
    }

    Token next() {
        skipBlanks();
        int column = at - lineStart + 1;
        int first = line;
        int start = at;
        if (at == text.length()) {
            return new Token(Kind.END, "", first, column, start, start);
        }
        char c = text.charAt(at);
        if (c == '"') {
            String content = string(first);
            return new Token(Kind.STRING, content, first, column, start, at);
        }
        Kind kind = Kind.SYMBOL;
        if (isLetter(at)) {
            word();
            kind = Kind.WORD;
        } else if (isDigit(at) || (c == '-' || c == '+' || c == '.') && isDigit(at + 1)) {
            number();
            kind = Kind.NUMBER;
            if (isLetter(at) && isDigit(start) && isAllDigits(start, at)) {
                word(); // a name that begins with a digit, which tools write all the same
                kind = Kind.WORD;
            }
        } else {
            at++;
        }
        return new Token(kind, text.substring(start, at), first, column, start, at);
    }

    /** What follows belongs to the statement that a token begins. */
    void begins(Token first) {
        inValue = first.kind() == Kind.WORD && END_IN_VALUE.contains(first.text());
    }

    private void word() {
        while (isLetter(at) || isDigit(at)) {
            at++;
        }
    }

    private boolean isAllDigits(int from, int to) {
        for (int i = from; i < to; i++) {
            if (!isDigit(i)) {
                return false;
            }
        }
        return true;
    }

    private void skipBlanks() {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '\n') {
                line++;
                lineStart = at + 1;
            } else if (!Character.isWhitespace(c) && c != '\uFEFF') {
                return;
            }
            at++;
        }
    }

    /** A quote inside stands behind a backslash; see {@link #closesBehindBackslash}. */
    private String string(int first) {
        StringBuilder content = new StringBuilder();
        at++;
        while (at < text.length() && text.charAt(at) != '"') {
            char c = text.charAt(at);
            if (c == '\\' && at + 1 < text.length() && text.charAt(at + 1) == '"') {
                at++;
                if (inValue && closesBehindBackslash(text, at)) {
                    content.append('\\');
                    break;
                }
                c = '"';
            }
            if (c == '\n') {
                line++;
                lineStart = at + 1;
            }
            content.append(c);
            at++;
        }
        if (at == text.length()) {
            throw InputError.at(
                    file, first, "a string begins here and does not end", "add a quote");
        }
        at++;
        return content.toString();
    }

    /**
     * Whether a quote behind a backslash ends the value of an attribute, whose last character the
     * backslash is, as a path's, and is none within it: the statement and the line end behind it.
     */
    static boolean closesBehindBackslash(String text, int quote) {
        int end = pastBlanks(text, quote + 1);
        if (end == text.length() || text.charAt(end) != ';') {
            return false;
        }
        int next = pastBlanks(text, end + 1);
        return next == text.length() || text.charAt(next) == '\n';
    }

    private static int pastBlanks(String text, int from) {
        int to = from;
        while (to < text.length()
                && Character.isWhitespace(text.charAt(to))
                && text.charAt(to) != '\n') {
            to++;
        }
        return to;
    }

    private void number() {
        at++;
        while (isDigit(at) || isChar(at, '.')) {
            at++;
        }
        if (isChar(at, 'e') || isChar(at, 'E')) {
            int sign = isChar(at + 1, '-') || isChar(at + 1, '+') ? 1 : 0;
            if (isDigit(at + 1 + sign)) {
                at += 1 + sign;
                while (isDigit(at)) {
                    at++;
                }
            }
        }
    }

    private boolean isChar(int index, char c) {
        return index < text.length() && text.charAt(index) == c;
    }

    private boolean isDigit(int index) {
        return index < text.length() && text.charAt(index) >= '0' && text.charAt(index) <= '9';
    }

    /** Letters beyond ASCII are in no name that a tool should write, and in some that it does. */
    private boolean isLetter(int index) {
        if (index >= text.length()) {
            return false;
        }
        char c = text.charAt(index);
        return c >= 'a' && c <= 'z'
                || c >= 'A' && c <= 'Z'
                || c == '_'
                || c > 127 && Character.isLetter(c);
    }
}
