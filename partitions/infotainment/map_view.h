/* Paints the moving map: ground, roads, route, houses, the car. */
#pragma once

#include <stdint.h>

#include "canvas.h"

void map_view_draw(display_pixel *picture, uint32_t travelled_mm);
