#include "symbols.h"

#include <stdbool.h>

#define BLACK 0x0000U
#define RED 0xf800U
#define AMBER 0xfd20U

/* Everything is measured from the middle, in half pixels, so that the symbols are even on both sides. */
#define MIDDLE_HALVES 31
#define RING_OUTER_HALVES 19
#define RING_INNER_HALVES 15
#define ARC_OUTER_HALVES 29
#define ARC_INNER_HALVES 25
#define ARC_HEIGHT_HALVES 17
#define MARK_WIDTH_HALVES 3
#define MARK_TOP_HALVES (-11)
#define MARK_END_HALVES 3
#define DOT_TOP_HALVES 7
#define DOT_END_HALVES 11
#define BAR_HALVES 3
#define BAR_WIDTH_HALVES 11

typedef bool (*inside)(int32_t x, int32_t y);

static int32_t magnitude(int32_t value)
{
    return (value < 0) ? -value : value;
}

static bool between(int32_t x, int32_t y, int32_t inner, int32_t outer)
{
    int32_t squared = (x * x) + (y * y);
    return (squared >= (inner * inner)) && (squared <= (outer * outer));
}

static bool frame(int32_t x, int32_t y)
{
    bool ring = between(x, y, RING_INNER_HALVES, RING_OUTER_HALVES);
    bool arcs = between(x, y, ARC_INNER_HALVES, ARC_OUTER_HALVES) && (magnitude(y) <= ARC_HEIGHT_HALVES);
    return ring || arcs;
}

static bool exclamation_mark(int32_t x, int32_t y)
{
    bool stroke = (y >= MARK_TOP_HALVES) && (y <= MARK_END_HALVES);
    bool dot = (y >= DOT_TOP_HALVES) && (y <= DOT_END_HALVES);
    return (magnitude(x) <= MARK_WIDTH_HALVES) && (stroke || dot);
}

static bool bar(int32_t x, int32_t y)
{
    return (magnitude(y) <= BAR_HALVES) && (magnitude(x) <= BAR_WIDTH_HALVES);
}

static void draw(overlay_pixel *picture, overlay_pixel colour, inside mark)
{
    for (int32_t row = 0; row < (int32_t)OVERLAY_SIDE_PX; row++) {
        for (int32_t column = 0; column < (int32_t)OVERLAY_SIDE_PX; column++) {
            int32_t x = (2 * column) - MIDDLE_HALVES;
            int32_t y = (2 * row) - MIDDLE_HALVES;
            bool lit = frame(x, y) || mark(x, y);
            picture[(row * (int32_t)OVERLAY_SIDE_PX) + column] = lit ? colour : BLACK;
        }
    }
}

void symbol_brake_failure(overlay_pixel *picture)
{
    draw(picture, RED, exclamation_mark);
}

void symbol_slip_control(overlay_pixel *picture)
{
    draw(picture, AMBER, bar);
}
