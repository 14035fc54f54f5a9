/* Shapes as outlines of straight lines. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "raster.h"

#define OUTLINE_DISC_CORNERS 16U

/* Whether the corners follow each other clockwise on the screen, where y grows downwards. */
bool outline_turns_right(const point *corners, uint32_t count);

/* The four corners of a line of half a width; false if it has no length. */
bool outline_segment(point from, point to, float half_width, point corners[4]);

void outline_disc(point centre, float radius, point corners[OUTLINE_DISC_CORNERS]);
