/* What lies over the map: the next turn, the speed, the arrival. */
#pragma once

#include <stdint.h>

#include "canvas.h"
#include "navigation.h"

void cards_draw(display_pixel *picture, const navigation_state *navigation, uint32_t minute_of_day);
