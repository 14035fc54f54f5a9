/*
 * The letters, as lines of a pen. A drawing is a list of strokes with blanks between them. A stroke is a list of
 * places, each two digits to base 17 ('0'..'9', 'a'..'g'): x to the right and y downwards, in halves of the pen's
 * width. Lines join them; after '~' come the control place and the end of a parabola. One place alone is a dot.
 * Capitals reach from y 0 to GLYPH_BASELINE, small letters begin at 4 and descend to GLYPH_BOTTOM.
 */
#pragma once

#define GLYPH_FIRST ' '
#define GLYPH_LAST 'z'

#define GLYPH_BASELINE 12
#define GLYPH_BOTTOM 16

typedef struct {
    unsigned char advance; /* to the next letter, in halves of the pen's width */
    const char *strokes;
} glyph;

/* From GLYPH_FIRST to GLYPH_LAST; those that are not drawn are blank. */
extern const glyph glyphs[GLYPH_LAST - GLYPH_FIRST + 1];
