/* Paints the buildings of the map as blocks, those far away first. */
#pragma once

#include "canvas.h"

/* The camera must be set. */
void houses_draw(display_pixel *picture);
