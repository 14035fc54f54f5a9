#include "outline.h"

#include <math.h>

#define QUARTER (OUTLINE_DISC_CORNERS / 4U)

/* Sine of each sixteenth of a turn, with a quarter more for the cosine. */
static const float step_sine[OUTLINE_DISC_CORNERS + QUARTER] = {
    0.0F, 0.38268343F,  0.70710678F,  0.92387953F,  1.0F,  0.92387953F,  0.70710678F,  0.38268343F,
    0.0F, -0.38268343F, -0.70710678F, -0.92387953F, -1.0F, -0.92387953F, -0.70710678F, -0.38268343F,
    0.0F, 0.38268343F,  0.70710678F,  0.92387953F};

static point on_circle(point centre, float radius, uint32_t step)
{
    uint32_t sine = step % OUTLINE_DISC_CORNERS;
    point p = {centre.x + radius * step_sine[sine + QUARTER], centre.y + radius * step_sine[sine]};
    return p;
}

bool outline_turns_right(const point *corners, uint32_t count)
{
    float twice_area = 0.0F;
    const point *from = &corners[count - 1U];
    for (uint32_t i = 0; i < count; i++) {
        const point *to = &corners[i];
        twice_area += from->x * to->y - to->x * from->y;
        from = to;
    }
    return twice_area > 0.0F;
}

bool outline_segment(point from, point to, float half_width, point corners[4])
{
    float dx = to.x - from.x;
    float dy = to.y - from.y;
    float length = sqrtf(dx * dx + dy * dy);
    if (!(length > 0.0F)) {
        return false;
    }
    float across_x = -dy * half_width / length;
    float across_y = dx * half_width / length;
    corners[0] = (point){from.x + across_x, from.y + across_y};
    corners[1] = (point){to.x + across_x, to.y + across_y};
    corners[2] = (point){to.x - across_x, to.y - across_y};
    corners[3] = (point){from.x - across_x, from.y - across_y};
    return true;
}

void outline_disc(point centre, float radius, point corners[OUTLINE_DISC_CORNERS])
{
    for (uint32_t i = 0; i < OUTLINE_DISC_CORNERS; i++) {
        corners[i] = on_circle(centre, radius, i);
    }
}

void raster_disc(point centre, float radius)
{
    point corners[OUTLINE_DISC_CORNERS];
    outline_disc(centre, radius, corners);
    raster_polygon(corners, OUTLINE_DISC_CORNERS);
}

void raster_stroke(const point *points, uint32_t count, float width)
{
    float half = width / 2.0F;
    for (uint32_t i = 0; i < count; i++) {
        point corners[4];
        raster_disc(points[i], half);
        if ((i > 0U) && outline_segment(points[i - 1U], points[i], half, corners)) {
            raster_polygon(corners, 4);
        }
    }
}

void raster_rounded(area where, float radius)
{
    enum { ARC_CORNERS = QUARTER + 1, CORNERS = 4 * ARC_CORNERS };
    float left = (float)where.left + radius;
    float right = (float)where.right - radius;
    float top = (float)where.top + radius;
    float bottom = (float)where.bottom - radius;
    const point centres[4] = {{right, bottom}, {left, bottom}, {left, top}, {right, top}};
    point corners[CORNERS];
    for (uint32_t i = 0; i < CORNERS; i++) {
        uint32_t quarter = i / ARC_CORNERS;
        corners[i] = on_circle(centres[quarter], radius, quarter * QUARTER + i % ARC_CORNERS);
    }
    raster_polygon(corners, CORNERS);
}
