package dev.bulkhead.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Gives each box of a picture a column of its own, so that a line that leaves a box straight up or
 * down meets no other box. Boxes that are joined come near each other.
 */
final class PictureColumns {
    private final List<String> order;
    private final List<Join> joins;

    /** Two boxes with a line between them. */
    record Join(String one, String other) {}

    private PictureColumns(List<String> boxes, List<Join> joins) {
        this.order = new ArrayList<>(boxes);
        this.joins = joins;
    }

    /** The boxes from left to right. */
    static List<String> of(List<String> boxes, List<Join> joins) {
        PictureColumns columns = new PictureColumns(boxes, joins);
        columns.settle();
        return List.copyOf(columns.order);
    }

    /** Moves single boxes as long as that shortens the lines; each move does, so it ends. */
    private void settle() {
        int best = length();
        boolean moved = true;
        while (moved) {
            moved = false;
            for (String box : order.stream().sorted(Comparator.naturalOrder()).toList()) {
                int from = order.indexOf(box);
                int to = from;
                for (int at = 0; at < order.size(); at++) {
                    int length = lengthWith(box, at);
                    if (length < best) {
                        best = length;
                        to = at;
                    }
                }
                if (to != from) {
                    order.remove(box);
                    order.add(to, box);
                    moved = true;
                }
            }
        }
    }

    private int lengthWith(String box, int at) {
        int from = order.indexOf(box);
        order.remove(box);
        order.add(at, box);
        int length = length();
        order.remove(box);
        order.add(from, box);
        return length;
    }

    private int length() {
        Map<String, Integer> places = new HashMap<>();
        for (String box : order) {
            places.put(box, places.size());
        }
        return joins.stream()
                .mapToInt(j -> Math.abs(places.get(j.one()) - places.get(j.other())))
                .sum();
    }
}
