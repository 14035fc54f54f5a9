/* Letters on the screen. Each is drawn from its strokes when it is first used and kept as a mask of coverage. */
#pragma once

#include "canvas.h"

typedef enum { TEXT_SMALL, TEXT_NORMAL, TEXT_LARGE, TEXT_HUGE, TEXT_STYLES } text_style;

/* Width in pixels, without the gap after the last letter. */
int32_t text_width(text_style style, const char *text);

/* Height of a capital in pixels. */
int32_t text_height(text_style style);

/* Draws with the capitals' upper left corner at x, y; what does not fit on the screen whole is left out. */
void text_draw(display_pixel *picture, text_style style, int32_t x, int32_t y, display_pixel colour, const char *text);

/* Ends at `right`. */
void text_draw_right(display_pixel *picture, text_style style, int32_t right, int32_t y, display_pixel colour,
                     const char *text);

void text_draw_centred(display_pixel *picture, text_style style, int32_t centre, int32_t y, display_pixel colour,
                       const char *text);
