#include "camera.h"

#include "outline.h"

/* Looks down by 50 degrees from a point this far behind and above the car. */
#define BEHIND_M 157.0F
#define ABOVE_M 150.0F
#define PITCH_SIN 0.7660444F
#define PITCH_COS 0.6427876F
#define FOCAL_PX 300.0F
#define SCALE_AT_CAR_PX_PER_M 1.4F
#define CENTRE_X_PX 164.0F
#define CENTRE_Y_PX 222.0F

/* Half of the ground's width that is seen at distance 0, and how it grows with distance; rounded up. */
#define HALF_WIDTH_M 130.0F
#define HALF_WIDTH_GROWTH 0.40F

/* Each of two cuts of a polygon adds at most a corner for each that it has; towns have simpler shapes. */
#define MAX_CUT_CORNERS (2U * CAMERA_MAX_CORNERS)

static pose car;

void camera_follow(pose where)
{
    car = where;
}

point camera_from_car(place at)
{
    float east = (float)at.east_m - car.east_m;
    float north = (float)at.north_m - car.north_m;
    point p = {east * car.heading_cos - north * car.heading_sin, east * car.heading_sin + north * car.heading_cos};
    return p;
}

point camera_project(point from_car, float height_m)
{
    float ahead = from_car.y + BEHIND_M;
    float below = ABOVE_M - height_m;
    float scale = FOCAL_PX / (ahead * PITCH_COS + below * PITCH_SIN);
    point p = {CENTRE_X_PX + from_car.x * scale, CENTRE_Y_PX + (below * PITCH_COS - ahead * PITCH_SIN) * scale};
    return p;
}

bool camera_sees(point from_car, float radius_m)
{
    float x = (from_car.x < 0.0F) ? -from_car.x : from_car.x;
    return (from_car.y + radius_m > CAMERA_NEAR_M) && (from_car.y - radius_m < CAMERA_FAR_M)
        && (x - radius_m < HALF_WIDTH_M + HALF_WIDTH_GROWTH * from_car.y);
}

/* Keeps what lies on one side of a line across the view: beyond it if `side` is 1, before it if -1. */
static uint32_t cut(const point *corners, uint32_t count, float limit_m, float side, point *kept)
{
    uint32_t kept_count = 0;
    const point *from = &corners[count - 1U];
    float from_inside = (from->y - limit_m) * side;
    for (uint32_t i = 0; i < count; i++) {
        const point *to = &corners[i];
        float to_inside = (to->y - limit_m) * side;
        if ((from_inside < 0.0F) != (to_inside < 0.0F)) {
            float part = from_inside / (from_inside - to_inside);
            kept[kept_count].x = from->x + part * (to->x - from->x);
            kept[kept_count].y = limit_m;
            kept_count++;
        }
        if (to_inside >= 0.0F) {
            kept[kept_count] = *to;
            kept_count++;
        }
        from = to;
        from_inside = to_inside;
    }
    return kept_count;
}

void camera_polygon(const point *from_car, uint32_t count)
{
    point beyond[MAX_CUT_CORNERS];
    point between[MAX_CUT_CORNERS];
    if ((count == 0U) || (count > CAMERA_MAX_CORNERS)) {
        return;
    }
    uint32_t left = cut(from_car, count, CAMERA_NEAR_M, 1.0F, beyond);
    if (left == 0U) {
        return;
    }
    left = cut(beyond, left, CAMERA_FAR_M, -1.0F, between);
    for (uint32_t i = 0; i < left; i++) {
        between[i] = camera_project(between[i], 0.0F);
    }
    raster_polygon(between, left);
}

void camera_disc(point from_car, float radius_m)
{
    if (camera_sees(from_car, radius_m)) {
        point disc[OUTLINE_DISC_CORNERS];
        uint32_t count = outline_disc(from_car, radius_m, radius_m * SCALE_AT_CAR_PX_PER_M, disc);
        camera_polygon(disc, count);
    }
}

void camera_line(const place *places, uint32_t count, float width_m)
{
    float half_m = width_m / 2.0F;
    point from = camera_from_car(places[0]);
    for (uint32_t i = 1; i < count; i++) {
        point to = camera_from_car(places[i]);
        point corners[4];
        if (outline_segment(from, to, half_m, corners)) {
            camera_polygon(corners, 4);
        }
        if (i + 1U < count) {
            camera_disc(to, half_m);
        }
        from = to;
    }
}
