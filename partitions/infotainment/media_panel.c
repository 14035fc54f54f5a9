#include "media_panel.h"

#include <stdio.h>

#include "palette.h"
#include "raster.h"
#include "text.h"
#include "time_of_day.h"
#include "titles.h"

#define PANEL_LEFT 328
#define MARGIN_PX 12
#define CONTENT_LEFT (PANEL_LEFT + MARGIN_PX)
#define CONTENT_RIGHT (DISPLAY_WIDTH_PX - MARGIN_PX)
#define PANEL_CENTRE ((PANEL_LEFT + DISPLAY_WIDTH_PX) / 2)

#define COVER_TOP 30
#define NAME_TOP 134
#define ARTIST_TOP 151
#define WAVE_TOP 166
#define WAVE_HEIGHT 16
#define WAVE_BARS 32U
#define TIMES_TOP 187
#define CONTROLS_Y 191.0F
#define LIST_TOP 208
#define LIST_ROWS 3
#define LIST_ROW_HEIGHT 21
#define TEXT_BYTES 16U

static void draw_header(display_pixel *picture, uint32_t minute_of_day)
{
    enum { SIGNAL_BARS = 4 };
    char clock[TEXT_BYTES];
    time_of_day_format(clock, sizeof clock, minute_of_day);
    text_draw(picture, TEXT_NORMAL, CONTENT_LEFT, 10, COLOUR_TEXT, clock);
    text_draw_right(picture, TEXT_SMALL, CONTENT_RIGHT - 24, 13, COLOUR_TEXT_DIM, "5G");
    for (int32_t i = 0; i < SIGNAL_BARS; i++) {
        int32_t left = CONTENT_RIGHT - 18 + i * 5;
        area bar = {left, 18 - 3 * i, left + 3, 21};
        raster_rounded(bar, 1.0F);
    }
    raster_fill(picture, COLOUR_TEXT_DIM);
}

/* The loudness of the title over time; what was played is bright. */
static void draw_wave(display_pixel *picture, const title_record *record, uint32_t played_of_bars)
{
    const float bar_px = 2.6F;
    const float step_px = (float)(CONTENT_RIGHT - CONTENT_LEFT) / (float)WAVE_BARS;
    const float middle = (float)WAVE_TOP + (float)WAVE_HEIGHT / 2.0F;
    const uint32_t points_a_bar = LOUDNESS_POINTS / WAVE_BARS;
    for (uint32_t i = 0; i < WAVE_BARS; i++) {
        float x = (float)CONTENT_LEFT + (float)i * step_px;
        float level = (float)record->loudness[i * points_a_bar] / (float)LOUDNESS_MAX;
        float half = bar_px / 2.0F + level * ((float)WAVE_HEIGHT - bar_px);
        const point bar[4] = {{x, middle - half}, {x + bar_px, middle - half}, {x + bar_px, middle + half},
                              {x, middle + half}};
        raster_polygon(bar, 4);
        if (i + 1U == played_of_bars) {
            raster_fill(picture, COLOUR_ACCENT);
        }
    }
    raster_fill(picture, COLOUR_CARD_EDGE);
}

static void draw_time(display_pixel *picture, int32_t right, uint32_t time_s)
{
    const uint32_t s_per_min = 60U;
    char text[TEXT_BYTES];
    (void)snprintf(text, sizeof text, "%u:%02u", (unsigned int)(time_s / s_per_min),
                   (unsigned int)(time_s % s_per_min));
    text_draw_right(picture, TEXT_SMALL, right, TIMES_TOP, COLOUR_TEXT_DIM, text);
}

/* Two triangles that point to where the skip goes. */
static void add_skip(float centre_x, float side)
{
    const float half_px = 5.0F;
    for (uint32_t i = 0; i < 2U; i++) {
        float back = centre_x + side * ((float)i * half_px - half_px);
        const point triangle[3] = {
            {back, CONTROLS_Y - half_px}, {back + side * half_px, CONTROLS_Y}, {back, CONTROLS_Y + half_px}};
        raster_polygon(triangle, 3);
    }
}

static void draw_controls(display_pixel *picture, bool playing)
{
    const float centre = (float)PANEL_CENTRE;
    const float skip_px = 24.0F;
    add_skip(centre - skip_px, -1.0F);
    add_skip(centre + skip_px, 1.0F);
    if (playing) {
        raster_rounded((area){PANEL_CENTRE - 5, 185, PANEL_CENTRE - 1, 197}, 1.0F);
        raster_rounded((area){PANEL_CENTRE + 2, 185, PANEL_CENTRE + 6, 197}, 1.0F);
    } else {
        const point triangle[3] = {
            {centre - 4.0F, CONTROLS_Y - 7.0F}, {centre + 7.0F, CONTROLS_Y}, {centre - 4.0F, CONTROLS_Y + 7.0F}};
        raster_polygon(triangle, 3);
    }
    raster_fill(picture, COLOUR_TEXT);
}

/* What plays and the titles after it. */
static void draw_list(display_pixel *picture, int32_t playing)
{
    for (int32_t row = 0; row < LIST_ROWS; row++) {
        int32_t top = LIST_TOP + row * LIST_ROW_HEIGHT;
        const title *t = &titles[(playing + 1 + row) % TITLE_COUNT];
        area line = {CONTENT_LEFT - 4, top, CONTENT_RIGHT + 4, top + LIST_ROW_HEIGHT - 3};
        raster_rounded(line, 4.0F);
        raster_fill(picture, COLOUR_ROW);
        point dot = {(float)CONTENT_LEFT + 5.0F, (float)top + 9.0F};
        raster_disc(dot, 4.0F);
        raster_fill(picture, t->cover.bottom);
        text_draw(picture, TEXT_SMALL, CONTENT_LEFT + 15, top + 6, COLOUR_TEXT, t->name);
    }
}

void media_panel_draw(display_pixel *picture, const media_state *media, uint32_t minute_of_day)
{
    const title *t = &titles[media->title];
    const title_record *record = album_get((uint32_t)media->title);
    area panel = {PANEL_LEFT, 0, DISPLAY_WIDTH_PX, DISPLAY_HEIGHT_PX};
    area border = {PANEL_LEFT, 0, PANEL_LEFT + 2, DISPLAY_HEIGHT_PX};
    canvas_fill(picture, panel, COLOUR_PANEL);
    canvas_fill(picture, border, COLOUR_CARD_EDGE);
    draw_header(picture, minute_of_day);
    canvas_copy(picture, PANEL_CENTRE - COVER_PX / 2, COVER_TOP, record->cover, COVER_PX, COVER_PX);
    text_draw_centred(picture, TEXT_NORMAL, PANEL_CENTRE, NAME_TOP, COLOUR_TEXT, record->name);
    text_draw_centred(picture, TEXT_SMALL, PANEL_CENTRE, ARTIST_TOP, COLOUR_TEXT_DIM, t->artist);
    draw_wave(picture, record, media->elapsed_s * WAVE_BARS / t->length_s + 1U);
    draw_time(picture, CONTENT_LEFT + 24, media->elapsed_s);
    draw_time(picture, CONTENT_RIGHT, t->length_s);
    draw_controls(picture, media->playing);
    draw_list(picture, media->title);
}
