package dev.bulkhead.board.display;

import dev.bulkhead.state.Fields;

/** Pixels of the panel; wholly inside it, or empty. */
record Rectangle(int x, int y, int width, int height) {
    static final Rectangle NONE = new Rectangle(0, 0, 0, 0);

    /** Where one of its rows begins in a picture, in bytes. */
    int offset(int row) {
        return 2 * ((y + row) * Display.WIDTH + x);
    }

    int rowBytes() {
        return 2 * width;
    }

    Rectangle visit(Fields fields) {
        return new Rectangle(
                fields.i32("x", x),
                fields.i32("y", y),
                fields.i32("width", width),
                fields.i32("height", height));
    }
}
