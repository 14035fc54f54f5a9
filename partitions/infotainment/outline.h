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

/* The corners of a disc that is about `radius_px` large on the screen; returns how many there are. */
uint32_t outline_disc(point centre, float radius, float radius_px, point corners[OUTLINE_DISC_CORNERS]);
