#include "houses.h"

#include <stdbool.h>
#include <stdint.h>

#include "camera.h"
#include "city.h"
#include "outline.h"
#include "palette.h"
#include "raster.h"

#define MAX_SEEN 96U
#define CORNERS 4U

/* Blocks are flat beyond FLAT_M and as high as they are before FULL_M. */
#define FULL_M 200.0F
#define FLAT_M 320.0F
#define FARTHEST_M 365.0F
#define NEAREST_M -64.0F

typedef struct {
    const building *what;
    float ahead_m;
} seen_building;

/* From the nearest to the farthest. */
static seen_building seen[MAX_SEEN];

/* The farthest gives way if there are too many. */
static uint32_t insert(uint32_t count, const building *what, float ahead_m)
{
    uint32_t i = (count < MAX_SEEN) ? count : (MAX_SEEN - 1U);
    if ((count == MAX_SEEN) && (seen[i].ahead_m <= ahead_m)) {
        return count;
    }
    for (; (i > 0U) && (seen[i - 1U].ahead_m > ahead_m); i--) {
        seen[i] = seen[i - 1U];
    }
    seen[i] = (seen_building){what, ahead_m};
    return (count < MAX_SEEN) ? (count + 1U) : count;
}

static uint32_t collect(void)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < city_building_count; i++) {
        const building *b = &city_buildings[i];
        point at = camera_from_car((place){b->east_m, b->north_m});
        float radius_m = (float)b->half_east_m + (float)b->half_north_m;
        if ((at.y > NEAREST_M) && (at.y < FARTHEST_M) && camera_sees(at, radius_m)) {
            count = insert(count, b, at.y);
        }
    }
    return count;
}

static float shown_height(const seen_building *b)
{
    float full_m = (float)b->what->height_m;
    if (b->ahead_m <= FULL_M) {
        return full_m;
    }
    return (b->ahead_m >= FLAT_M) ? 0.0F : full_m * (FLAT_M - b->ahead_m) / (FLAT_M - FULL_M);
}

static void project_corners(const building *b, float height_m, point ground[CORNERS], point roof[CORNERS])
{
    const int32_t east_sign[CORNERS] = {-1, 1, 1, -1};
    const int32_t north_sign[CORNERS] = {-1, -1, 1, 1};
    for (uint32_t i = 0; i < CORNERS; i++) {
        int32_t east_m = b->east_m + east_sign[i] * (int32_t)b->half_east_m;
        int32_t north_m = b->north_m + north_sign[i] * (int32_t)b->half_north_m;
        point at = camera_from_car((place){(int16_t)east_m, (int16_t)north_m});
        ground[i] = camera_project(at, 0.0F);
        roof[i] = camera_project(at, height_m);
    }
}

/* Walls to the south and north are one tone, those to the east and west another. */
static void draw_walls(display_pixel *picture, const point ground[CORNERS], const point roof[CORNERS], uint32_t side,
                       display_pixel colour)
{
    for (uint32_t i = side; i < CORNERS; i += 2U) {
        uint32_t next = (i + 1U) % CORNERS;
        const point wall[4] = {roof[i], roof[next], ground[next], ground[i]};
        if (outline_turns_right(wall, 4)) {
            raster_polygon(wall, 4);
        }
    }
    raster_fill(picture, colour);
}

static void draw_building(display_pixel *picture, const seen_building *b)
{
    point ground[CORNERS];
    point roof[CORNERS];
    float height_m = shown_height(b);
    project_corners(b->what, height_m, ground, roof);
    if (height_m > 0.0F) {
        draw_walls(picture, ground, roof, 0, COLOUR_WALL_LIT);
        draw_walls(picture, ground, roof, 1, COLOUR_WALL_DARK);
    }
    raster_polygon(roof, CORNERS);
    raster_fill(picture, COLOUR_ROOF);
}

void houses_draw(display_pixel *picture)
{
    for (uint32_t i = collect(); i > 0U; i--) {
        draw_building(picture, &seen[i - 1U]);
    }
}
