#include "scene.h"

#include "cards.h"
#include "map_view.h"
#include "media_panel.h"

bool scene_panel_equal(const scene *a, const scene *b)
{
    return (a->media.title == b->media.title) && (a->media.elapsed_s == b->media.elapsed_s)
        && (a->media.playing == b->media.playing) && (a->minute_of_day == b->minute_of_day);
}

bool scene_equal(const scene *a, const scene *b)
{
    return scene_panel_equal(a, b) && (a->navigation.travelled_mm == b->navigation.travelled_mm)
        && (a->navigation.speed_kmh == b->navigation.speed_kmh)
        && (a->navigation.speed_known == b->navigation.speed_known);
}

void scene_draw(display_pixel *picture, const scene *what, scene_part part)
{
    map_view_draw(picture, what->navigation.travelled_mm);
    cards_draw(picture, &what->navigation, what->minute_of_day);
    if (part == SCENE_ALL) {
        media_panel_draw(picture, &what->media, what->minute_of_day);
    }
}
