#include "canvas.h"

#include <string.h>

/* Two pixels of one colour in a word. */
static uint32_t pair_of(display_pixel colour)
{
    return colour | ((uint32_t)colour << 16U);
}

void canvas_fill(display_pixel *picture, area where, display_pixel colour)
{
    const int32_t pairs_a_step = 4;
    uint32_t pair = pair_of(colour);
    for (int32_t y = where.top; y < where.bottom; y++) {
        uint32_t *to = (uint32_t *)(void *)pixel_at(picture, where.left, y);
        int32_t pairs = (where.right - where.left) / 2;
        for (; pairs >= pairs_a_step; pairs -= pairs_a_step) {
            to[0] = pair;
            to[1] = pair;
            to[2] = pair;
            to[3] = pair;
            to += pairs_a_step;
        }
        for (; pairs > 0; pairs--) {
            *to++ = pair;
        }
    }
}

void canvas_haze(display_pixel *picture, area where, display_pixel colour, uint32_t top_alpha)
{
    uint32_t haze = spread(colour);
    uint32_t rows = (uint32_t)(where.bottom - where.top);
    for (uint32_t row = 0; row < rows; row++) {
        uint32_t alpha = top_alpha * (rows - row) / rows;
        display_pixel *p = pixel_at(picture, where.left, where.top + (int32_t)row);
        display_pixel *end = p + (where.right - where.left);
        for (; p < end; p++) {
            *p = mix(haze, *p, alpha);
        }
    }
}

void canvas_copy(display_pixel *picture, int32_t x, int32_t y, const display_pixel *image, int32_t width,
                 int32_t height)
{
    for (int32_t row = 0; row < height; row++) {
        (void)memcpy(pixel_at(picture, x, y + row), image + row * width, (uint32_t)width * sizeof *image);
    }
}
