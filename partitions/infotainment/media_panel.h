/* The right part of the screen: clock, cover, what plays and what comes next. */
#pragma once

#include <stdint.h>

#include "canvas.h"
#include "media.h"

void media_panel_draw(display_pixel *picture, const media_state *media, uint32_t minute_of_day);
