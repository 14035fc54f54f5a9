package dev.bulkhead.dbc;

import dev.bulkhead.input.InputError;

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
     */
    record Token(Kind kind, String text, int line, int column) {
        boolean is(String expected) {
            return (kind == Kind.WORD || kind == Kind.SYMBOL) && text.equals(expected);
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
        return text.replaceAll("\\s+", " ");
    }

    private final String file;
    private final String text;
    private int at;
    private int line = 1;
    private int lineStart;

    DbcLexer(String file, String text) {
        this.file = file;
        this.text = text;
    }

    Token next() {
        skipBlanks();
        int column = at - lineStart + 1;
        int first = line;
        if (at == text.length()) {
            return new Token(Kind.END, "", first, column);
        }
        char c = text.charAt(at);
        if (c == '"') {
            return new Token(Kind.STRING, string(first), first, column);
        }
        int start = at;
        if (isLetter(c)) {
            while (at < text.length() && (isLetter(text.charAt(at)) || isDigit(at))) {
                at++;
            }
            return new Token(Kind.WORD, text.substring(start, at), first, column);
        }
        if (isDigit(at) || (c == '-' || c == '+' || c == '.') && isDigit(at + 1)) {
            number();
            return new Token(Kind.NUMBER, text.substring(start, at), first, column);
        }
        at++;
        return new Token(Kind.SYMBOL, String.valueOf(c), first, column);
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

    /** A quote inside stands behind a backslash. */
    private String string(int first) {
        StringBuilder content = new StringBuilder();
        at++;
        while (at < text.length() && text.charAt(at) != '"') {
            char c = text.charAt(at);
            if (c == '\\' && at + 1 < text.length() && text.charAt(at + 1) == '"') {
                at++;
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

    private static boolean isLetter(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_';
    }
}
