#include "navigation.h"

#include <math.h>

#define MM_PER_M 1000U
#define KMH_X100_PER_KMH 100U

/* Where on the tour the car stands at power-on: on Ring Avenue, northbound. */
#define START_M 130.0F

/* The destination lies so far ahead; the tour is driven as often as it takes. */
#define TRIP_M 12400U
#define MEAN_SPEED_KMH 38U
#define M_PER_KM 1000U
#define S_PER_H 3600U

/* The view turns from so far before a corner until so far behind it. */
#define LOOK_BACK_M 10.0F
#define LOOK_AHEAD_M 16.0F

/* More in one update is no way of a car: the sender began to count anew. */
#define MAX_STEP_MM 50000U

static navigation_state now = {0, 0, false};
static uint32_t last_distance_mm = 0;
static bool distance_known = false;

static float leg_m[CITY_CORNERS]; /* from each corner to the next */
static float tour_m = 0.0F;

static uint32_t corner_after(uint32_t index)
{
    return (index + 1U) % CITY_CORNERS;
}

void navigation_start(void)
{
    tour_m = 0.0F;
    for (uint32_t i = 0; i < CITY_CORNERS; i++) {
        const place from = city_route[i].at;
        const place to = city_route[corner_after(i)].at;
        float east = (float)(to.east_m - from.east_m);
        float north = (float)(to.north_m - from.north_m);
        leg_m[i] = sqrtf(east * east + north * north);
        tour_m += leg_m[i];
    }
}

void navigation_update(uint32_t distance_mm, uint32_t speed_kmh_x100)
{
    uint32_t step_mm = distance_mm - last_distance_mm;
    /* The first one after a restart puts the car where it is. */
    if (!distance_known || (step_mm <= MAX_STEP_MM)) {
        now.travelled_mm += step_mm;
    }
    distance_known = true;
    last_distance_mm = distance_mm;
    now.speed_kmh = (speed_kmh_x100 + KMH_X100_PER_KMH / 2U) / KMH_X100_PER_KMH;
    now.speed_known = true;
}

void navigation_no_signal(void)
{
    now.speed_known = false;
}

navigation_state navigation_now(void)
{
    return now;
}

/* A way on the tour, as the leg and the way on it. */
typedef struct {
    uint32_t leg;
    float along_m;
} position;

static position locate(float way_m)
{
    float rest = fmodf(way_m, tour_m);
    position found = {0, (rest < 0.0F) ? rest + tour_m : rest};
    while ((found.leg + 1U < CITY_CORNERS) && (found.along_m >= leg_m[found.leg])) {
        found.along_m -= leg_m[found.leg];
        found.leg++;
    }
    return found;
}

static void coordinates(float way_m, float *east_m, float *north_m)
{
    position p = locate(way_m);
    const place from = city_route[p.leg].at;
    const place to = city_route[corner_after(p.leg)].at;
    float part = p.along_m / leg_m[p.leg];
    *east_m = (float)from.east_m + part * (float)(to.east_m - from.east_m);
    *north_m = (float)from.north_m + part * (float)(to.north_m - from.north_m);
}

static float way_m(uint32_t travelled_mm)
{
    return START_M + (float)(travelled_mm / MM_PER_M) + (float)(travelled_mm % MM_PER_M) / (float)MM_PER_M;
}

pose navigation_pose(uint32_t travelled_mm)
{
    float way = way_m(travelled_mm);
    pose result;
    coordinates(way, &result.east_m, &result.north_m);
    float back_east;
    float back_north;
    float ahead_east;
    float ahead_north;
    coordinates(way - LOOK_BACK_M, &back_east, &back_north);
    coordinates(way + LOOK_AHEAD_M, &ahead_east, &ahead_north);
    float east = ahead_east - back_east;
    float north = ahead_north - back_north;
    float length = sqrtf(east * east + north * north);
    result.heading_sin = east / length;
    result.heading_cos = north / length;
    return result;
}

uint32_t navigation_next_corner(uint32_t travelled_mm)
{
    return corner_after(locate(way_m(travelled_mm)).leg);
}

manoeuvre navigation_next(uint32_t travelled_mm)
{
    position p = locate(way_m(travelled_mm));
    const corner *next = &city_route[corner_after(p.leg)];
    manoeuvre result = {next->direction, next->into, (uint32_t)(leg_m[p.leg] - p.along_m)};
    return result;
}

uint32_t navigation_remaining_m(uint32_t travelled_mm)
{
    uint32_t travelled_m = travelled_mm / MM_PER_M;
    return (travelled_m < TRIP_M) ? (TRIP_M - travelled_m) : 0U;
}

uint32_t navigation_remaining_s(uint32_t travelled_mm)
{
    return navigation_remaining_m(travelled_mm) * S_PER_H / (MEAN_SPEED_KMH * M_PER_KM);
}
