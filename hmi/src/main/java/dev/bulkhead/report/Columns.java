package dev.bulkhead.report;

import java.util.ArrayList;
import java.util.List;

/** A table of text whose columns are as wide as what stands in them; empty ones are left out. */
final class Columns {
    private static final String GAP = "  ";

    private final List<String> heads;
    private final List<List<String>> rows = new ArrayList<>();

    Columns(String... heads) {
        this.heads = List.of(heads);
    }

    void add(String... cells) {
        if (cells.length != heads.size()) {
            throw new IllegalArgumentException(cells.length + " cells, expected " + heads.size());
        }
        rows.add(List.of(cells));
    }

    List<String> lines(String indent) {
        List<Integer> shown = new ArrayList<>();
        for (int i = 0; i < heads.size(); i++) {
            int column = i;
            if (rows.stream().anyMatch(row -> !row.get(column).isEmpty())) {
                shown.add(i);
            }
        }
        List<String> lines = new ArrayList<>();
        lines.add(line(indent, heads, shown));
        rows.forEach(row -> lines.add(line(indent, row, shown)));
        return lines;
    }

    private String line(String indent, List<String> cells, List<Integer> shown) {
        StringBuilder line = new StringBuilder(indent);
        for (int column : shown) {
            String cell = cells.get(column);
            int width = width(column);
            boolean number = rows.stream().allMatch(row -> isNumber(row.get(column)));
            String blanks = " ".repeat(width - length(cell));
            line.append(number ? blanks + cell : cell + blanks).append(GAP);
        }
        return line.toString().stripTrailing();
    }

    private int width(int column) {
        int width = length(heads.get(column));
        for (List<String> row : rows) {
            width = Math.max(width, length(row.get(column)));
        }
        return width;
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }

    private static boolean isNumber(String cell) {
        return cell.matches("-|-?\\d[\\d.]*( ms)?");
    }
}
