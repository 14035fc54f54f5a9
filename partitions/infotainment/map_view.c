#include "map_view.h"

#include <stddef.h>

#include "camera.h"
#include "city.h"
#include "houses.h"
#include "navigation.h"
#include "palette.h"
#include "raster.h"
#include "text.h"

#define ROUTE_WIDTH_M 8.0F
#define ROUTE_EDGE_M 4.0F /* both sides together */
#define HAZE_ROWS 20
#define HAZE_ALPHA 26U

/* Names nearer or farther than this are left out. */
#define LABEL_NEAR_M 30.0F
#define LABEL_FAR_M 330.0F

/* Above lies the card of the next turn. */
#define LABEL_TOP 66

static void add_way(way w)
{
    point corners[CAMERA_MAX_CORNERS];
    for (uint32_t i = 0; i < w.count; i++) {
        corners[i] = camera_from_car(w.places[i]);
    }
    camera_polygon(corners, w.count);
}

static void draw_trees(display_pixel *picture)
{
    for (uint32_t i = 0; i < CITY_TREES; i++) {
        camera_disc(camera_from_car(city_trees[i].at), (float)city_trees[i].radius_m);
    }
    raster_fill(picture, COLOUR_TREE);
}

static void draw_ground(display_pixel *picture)
{
    canvas_fill(picture, MAP_AREA, COLOUR_LAND);
    for (uint32_t i = 0; i < CITY_PARKS; i++) {
        add_way(city_parks[i]);
    }
    raster_fill(picture, COLOUR_PARK);
    add_way(city_lake);
    camera_line(city_river.places, city_river.count, RIVER_WIDTH_M);
    raster_fill(picture, COLOUR_WATER);
    draw_trees(picture);
}

static void draw_roads(display_pixel *picture, const road *roads, uint32_t count, float width_m,
                       display_pixel colour)
{
    for (uint32_t i = 0; i < count; i++) {
        camera_line(roads[i].line.places, roads[i].line.count, width_m);
    }
    raster_fill(picture, colour);
}

/* The tour from the car to the corner after the next but one: what lies farther would only confuse. */
static void draw_route(display_pixel *picture, pose car, uint32_t travelled_mm)
{
    enum { LEGS_AHEAD = 4 };
    place line[LEGS_AHEAD + 1];
    line[0] = (place){(int16_t)car.east_m, (int16_t)car.north_m};
    uint32_t next = navigation_next_corner(travelled_mm);
    for (uint32_t i = 0; i < LEGS_AHEAD; i++) {
        line[i + 1U] = city_route[(next + i) % CITY_CORNERS].at;
    }
    camera_line(line, LEGS_AHEAD + 1, ROUTE_WIDTH_M + ROUTE_EDGE_M);
    raster_fill(picture, COLOUR_ROUTE_EDGE);
    camera_line(line, LEGS_AHEAD + 1, ROUTE_WIDTH_M);
    raster_fill(picture, COLOUR_ROUTE);
}

static void draw_label(display_pixel *picture, const road *r)
{
    const int32_t pad_x = 4;
    const int32_t pad_y = 3;
    point at = camera_from_car(r->label);
    if ((r->name == NULL) || (at.y < LABEL_NEAR_M) || (at.y > LABEL_FAR_M)) {
        return;
    }
    point centre = camera_project(at, 0.0F);
    int32_t half = text_width(TEXT_SMALL, r->name) / 2;
    int32_t x = (int32_t)centre.x;
    int32_t y = (int32_t)centre.y;
    area pill = {x - half - pad_x, y - pad_y, x + half + pad_x, y + text_height(TEXT_SMALL) + pad_y};
    area view = MAP_AREA;
    if ((pill.left < view.left) || (pill.right > view.right) || (pill.top < LABEL_TOP)) {
        return;
    }
    raster_rounded(pill, (float)(pill.bottom - pill.top) / 2.0F);
    raster_fill_alpha(picture, COLOUR_CARD, 26U);
    text_draw(picture, TEXT_SMALL, x - half, y, COLOUR_TEXT, r->name);
}

static void draw_labels(display_pixel *picture)
{
    for (uint32_t i = 0; i < CITY_MAJOR_ROADS; i++) {
        draw_label(picture, &city_major_roads[i]);
    }
    for (uint32_t i = 0; i < CITY_MINOR_ROADS; i++) {
        draw_label(picture, &city_minor_roads[i]);
    }
}

static void add_arrow(float size_m, float shift_m)
{
    const point shape[4] = {{0.0F, 1.3F}, {0.85F, -1.0F}, {0.0F, -0.5F}, {-0.85F, -1.0F}};
    point corners[4];
    for (uint32_t i = 0; i < 4U; i++) {
        corners[i].x = shape[i].x * size_m;
        corners[i].y = shape[i].y * size_m + shift_m;
    }
    camera_polygon(corners, 4);
}

static void draw_car(display_pixel *picture)
{
    const float halo_m = 17.0F;
    const float outer_m = 12.0F;
    const float inner_m = 8.6F;
    const uint32_t halo_alpha = 10U;
    camera_disc((point){0.0F, 0.0F}, halo_m);
    raster_fill_alpha(picture, COLOUR_ACCENT, halo_alpha);
    add_arrow(outer_m, 0.0F);
    raster_fill(picture, COLOUR_TEXT);
    add_arrow(inner_m, -0.4F);
    raster_fill(picture, COLOUR_ACCENT);
}

void map_view_draw(display_pixel *picture, uint32_t travelled_mm)
{
    pose car = navigation_pose(travelled_mm);
    area haze = MAP_AREA;
    haze.bottom = haze.top + HAZE_ROWS;
    camera_follow(car);
    raster_clip(MAP_AREA);
    draw_ground(picture);
    draw_roads(picture, city_minor_roads, CITY_MINOR_ROADS, MINOR_ROAD_WIDTH_M, COLOUR_MINOR_ROAD);
    draw_roads(picture, city_major_roads, CITY_MAJOR_ROADS, MAJOR_ROAD_WIDTH_M, COLOUR_MAJOR_ROAD);
    draw_route(picture, car, travelled_mm);
    houses_draw(picture);
    draw_labels(picture);
    draw_car(picture);
    canvas_haze(picture, haze, COLOUR_HAZE, HAZE_ALPHA);
    raster_clip(SCREEN_AREA);
}
