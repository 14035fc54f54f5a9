/* The map seen from behind and above the car, heading up. */
#pragma once

#include <stdbool.h>

#include "city.h"
#include "navigation.h"
#include "raster.h"

/* Places seen from the car: x metres to its right, y metres ahead. */

/* What is painted of the map; the car is at the lower middle of it. */
#define MAP_AREA ((area){0, 0, 328, DISPLAY_HEIGHT_PX})

/* Nearer and farther places are not painted. */
#define CAMERA_NEAR_M -75.0F
#define CAMERA_FAR_M 640.0F

#define CAMERA_MAX_CORNERS 16U

/* Sets where the car is. */
void camera_follow(pose car);

point camera_from_car(place at);

/* A place on the ground, or `height_m` above it, on the screen; it must not lie far behind the car. */
point camera_project(point from_car, float height_m);

/* Collects a polygon of at most CAMERA_MAX_CORNERS on the ground, cut at the near and far limit. */
void camera_polygon(const point *from_car, uint32_t count);

/* Collects a line on the ground, with round corners and blunt ends. */
void camera_line(const place *places, uint32_t count, float width_m);

/* Whether anything of a disc can be seen. */
bool camera_sees(point from_car, float radius_m);
