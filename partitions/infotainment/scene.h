/* All that can be seen on the screen, as numbers. Two equal scenes look alike. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "canvas.h"
#include "media.h"
#include "navigation.h"

typedef struct {
    navigation_state navigation;
    media_state media;
    uint32_t minute_of_day;
} scene;

bool scene_equal(const scene *a, const scene *b);

/* Whether the media panel looks the same. */
bool scene_panel_equal(const scene *a, const scene *b);

/* What of a picture must be painted again; the panel stays as it is if it shows what it should. */
typedef enum { SCENE_MAP_ONLY, SCENE_ALL } scene_part;

void scene_draw(display_pixel *picture, const scene *what, scene_part part);
