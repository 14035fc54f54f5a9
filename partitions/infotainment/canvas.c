#include "canvas.h"

#include <string.h>

void canvas_fill_pixels(display_pixel *p, display_pixel *end, display_pixel colour)
{
    const uintptr_t word_mask = sizeof(uint32_t) - 1U;
    if ((p < end) && (((uintptr_t)p & word_mask) != 0U)) {
        *p++ = colour;
    }
    /* Two pixels in a word. */
    uint32_t pair = colour | ((uint32_t)colour << 16U);
    const int32_t pixels_a_step = 16;
    for (; end - p >= pixels_a_step; p += pixels_a_step) {
        uint32_t *to = (uint32_t *)(void *)p;
        to[0] = pair;
        to[1] = pair;
        to[2] = pair;
        to[3] = pair;
        to[4] = pair;
        to[5] = pair;
        to[6] = pair;
        to[7] = pair;
    }
    for (; end - p >= 2; p += 2) {
        *(uint32_t *)(void *)p = pair;
    }
    if (p < end) {
        *p = colour;
    }
}

void canvas_fill(display_pixel *picture, area where, display_pixel colour)
{
    for (int32_t y = where.top; y < where.bottom; y++) {
        canvas_fill_pixels(pixel_at(picture, where.left, y), pixel_at(picture, where.right, y), colour);
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
        /* Neighbours are mostly alike, so that few need mixing. */
        display_pixel below = *p;
        display_pixel mixed = mix(haze, below, alpha);
        for (; p < end; p++) {
            if (*p != below) {
                below = *p;
                mixed = mix(haze, below, alpha);
            }
            *p = mixed;
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
