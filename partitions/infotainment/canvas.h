/* Pictures in RGB565 and what is painted without outlines. All are as wide as the screen. */
#pragma once

#include <stdint.h>

#include <reference/display_service.h>

/* From the left and top edge up to, but without, the right and bottom one; in pixels. */
typedef struct {
    int32_t left;
    int32_t top;
    int32_t right;
    int32_t bottom;
} area;

/* Opacity and coverage: five bits are all that RGB565 can show. */
#define ALPHA_FULL 32U
#define ALPHA_SHIFT 5U

#define SCREEN_AREA ((area){0, 0, DISPLAY_WIDTH_PX, DISPLAY_HEIGHT_PX})

/* From 8 bits a channel. */
#define RGB(red, green, blue) \
    ((display_pixel)((((red) >> 3U) << 11U) | (((green) >> 2U) << 5U) | ((blue) >> 3U)))

/* Green in the upper half, red and blue in the lower, with room above each: one multiplication mixes all three. */
#define SPREAD_MASK 0x07e0f81fU

static inline uint32_t spread(display_pixel colour)
{
    return (colour | ((uint32_t)colour << 16U)) & SPREAD_MASK;
}

/* Lays a colour over another; alpha 0..ALPHA_FULL. */
static inline display_pixel mix(uint32_t spread_colour, display_pixel below, uint32_t alpha)
{
    uint32_t under = spread(below);
    uint32_t mixed = (under + (((spread_colour - under) * alpha) >> ALPHA_SHIFT)) & SPREAD_MASK;
    return (display_pixel)(mixed | (mixed >> 16U));
}

static inline display_pixel *pixel_at(display_pixel *picture, int32_t x, int32_t y)
{
    return picture + y * DISPLAY_WIDTH_PX + x;
}

/* From `p` to before `end`. */
void canvas_fill_pixels(display_pixel *p, display_pixel *end, display_pixel colour);

void canvas_fill(display_pixel *picture, area where, display_pixel colour);

/* From `top` at the first row, linearly less down to nothing: distance haze. */
void canvas_haze(display_pixel *picture, area where, display_pixel colour, uint32_t top_alpha);

/* `image` is `width` pixels wide, without gaps between its rows. */
void canvas_copy(display_pixel *picture, int32_t x, int32_t y, const display_pixel *image, int32_t width,
                 int32_t height);
