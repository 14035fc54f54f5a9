/*
 * Fills polygons with smooth edges. Outlines are collected first; a fill paints the area that any of them covers and
 * forgets them. The share of a pixel that is covered is exact for single edges, to 1/32 pixel of their ends.
 */
#pragma once

#include <stdint.h>

#include "canvas.h"

typedef struct {
    float x;
    float y;
} point;

/* A path that needs more than this loses the polygons that do not fit. */
#define RASTER_MAX_EDGES 1024

/* What lies outside is not painted; holds until it is called again. */
void raster_clip(area where);

/* Any direction of turn; must not cross itself. */
void raster_polygon(const point *corners, uint32_t count);

/* A line of `width` pixels with round ends and corners; one point alone gives a dot. */
void raster_stroke(const point *points, uint32_t count, float width);

void raster_disc(point centre, float radius);

void raster_rounded(area where, float radius);

/* Paints what was collected. */
void raster_fill(display_pixel *picture, display_pixel colour);

/* The same, see-through; alpha 0..ALPHA_FULL. */
void raster_fill_alpha(display_pixel *picture, display_pixel colour, uint32_t alpha);

/* Writes the coverage, 0..ALPHA_FULL, into rows of `stride` bytes that begin at the clip area's corner. */
void raster_fill_mask(uint8_t *mask, uint32_t stride);
