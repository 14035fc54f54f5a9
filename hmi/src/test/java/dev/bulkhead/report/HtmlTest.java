package dev.bulkhead.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import org.junit.jupiter.api.Test;

import tools.jackson.databind.node.JsonNodeFactory;

class HtmlTest {
    private static final String ATTACK = "</script><img src=x onerror=\"alert('1')\">&";

    @Test
    void aNameIsTextAndNoMarkup() {
        assertEquals(
                "<td>&lt;/script&gt;&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;"
                        + "&amp;</td>\n",
                new Html().element("td", ATTACK).toString());
    }

    @Test
    void aCellIsTextAndNoMarkup() {
        assertEquals("<tr><td>&lt;b&gt;</td></tr>\n", new Html().row("td", "<b>").toString());
    }

    @Test
    void aFigureStandsRight() {
        assertEquals(
                "<tr><td class=\"n\">12.4 ms</td><td>2 wheels locked</td></tr>\n",
                new Html().row("td", "12.4 ms", "2 wheels locked").toString());
    }

    @Test
    void dataCannotEndItsScript() {
        var data = JsonNodeFactory.instance.objectNode().put("name", ATTACK);
        String text = new Html().data("t0", data).toString();
        int begin = text.indexOf('>') + 1;
        String inside = text.substring(begin, text.lastIndexOf("</script>"));

        assertFalse(inside.contains("<"), inside);
        assertFalse(inside.contains("&"), inside);
    }
}
