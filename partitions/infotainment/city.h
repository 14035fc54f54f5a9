/* The map: an invented town. Places are metres east and north of its centre. */
#pragma once

#include <stdint.h>

typedef struct {
    int16_t east_m;
    int16_t north_m;
} place;

typedef struct {
    const place *places;
    uint32_t count;
} way;

typedef struct {
    way line;
    const char *name; /* or none */
    place label;
} road;

/* Stands along the axes; the middle, half its extent and its height. */
typedef struct {
    int16_t east_m;
    int16_t north_m;
    uint8_t half_east_m;
    uint8_t half_north_m;
    uint8_t height_m;
} building;

typedef struct {
    place at;
    uint8_t radius_m;
} tree;

/* What the driver is told at a corner of the route. */
typedef enum { TURN_RIGHT, TURN_LEFT } turn;

typedef struct {
    place at;
    turn direction;
    const char *into;
} corner;

#define MAJOR_ROAD_WIDTH_M 15.0F
#define MINOR_ROAD_WIDTH_M 8.5F
#define RIVER_WIDTH_M 46.0F

#define CITY_MAJOR_ROADS 5U
#define CITY_MINOR_ROADS 9U
#define CITY_PARKS 2U
#define CITY_TREES 22U
#define CITY_CORNERS 6U

extern const road city_major_roads[CITY_MAJOR_ROADS];
extern const road city_minor_roads[CITY_MINOR_ROADS];
extern const way city_parks[CITY_PARKS];
extern const way city_lake;
extern const way city_river;
extern const tree city_trees[CITY_TREES];
extern const building city_buildings[];
extern const uint32_t city_building_count;

/* A round tour: from each corner straight to the next, from the last to the first. */
extern const corner city_route[CITY_CORNERS];
