package dev.bulkhead.report;

import tools.jackson.databind.JsonNode;

/** Text of an HTML page; whatever comes from outside goes through {@link #escape}. */
final class Html {
    private final StringBuilder text = new StringBuilder();

    /** Text that a reader sees as it stands, in an element or in an attribute in double quotes. */
    static String escape(String plain) {
        StringBuilder escaped = new StringBuilder(plain.length());
        for (int i = 0; i < plain.length(); i++) {
            char c = plain.charAt(i);
            switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.append(c);
            }
        }
        return escaped.toString();
    }

    /** Markup of ours, as it stands. */
    Html raw(String markup) {
        text.append(markup).append('\n');
        return this;
    }

    /** An element that holds one text. */
    Html element(String open, String plain) {
        int end = open.indexOf(' ');
        String name = end < 0 ? open : open.substring(0, end);
        text.append('<').append(open).append('>').append(escape(plain));
        text.append("</").append(name).append(">\n");
        return this;
    }

    /** A row of a table; a cell that is a figure, or a heading after {@code #}, stands right. */
    Html row(String cell, String... cells) {
        text.append("<tr>");
        for (String each : cells) {
            boolean number = each.matches("#.*|[-+]?\\d[\\d.]*( [a-zµ%]{1,4})?");
            text.append('<').append(cell).append(number ? " class=\"n\">" : ">");
            text.append(escape(number && each.startsWith("#") ? each.substring(1) : each))
                    .append("</")
                    .append(cell)
                    .append('>');
        }
        text.append("</tr>\n");
        return this;
    }

    /** Data for a script; cannot end the element that it stands in. */
    Html data(String id, JsonNode value) {
        text.append("<script type=\"application/json\" id=\"").append(escape(id)).append("\">");
        text.append(
                value.toString()
                        .replace("<", "\\u003c")
                        .replace(">", "\\u003e")
                        .replace("&", "\\u0026")
                        .replace("\u2028", "\\u2028")
                        .replace("\u2029", "\\u2029"));
        text.append("</script>\n");
        return this;
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
