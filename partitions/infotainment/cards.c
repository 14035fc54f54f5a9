/*
 * The cards over the map. What they say changes far less often than the map below them, so they are kept as a layer of
 * their own, painted anew card by card when their texts change, and laid over each picture.
 */
#include "cards.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "palette.h"
#include "raster.h"
#include "text.h"
#include "time_of_day.h"

#define CARD_RADIUS_PX 8
#define CORNER_MASK_BYTES (CARD_RADIUS_PX * CARD_RADIUS_PX)
#define TEXT_BYTES 24U

#define M_PER_KM 1000U
#define M_PER_100_M 100U
#define NEAR_TURN_M 20U
#define DISTANCE_STEP_M 10U

#define SPEED_LIMIT_KMH 50U

static const area turn_card = {8, 8, 200, 62};
static const area speed_card = {8, 210, 116, 264};
static const area arrival_card = {124, 226, 320, 264};

/* Painted with square corners; what lies beside the cards is not used. */
static display_pixel layer[DISPLAY_WIDTH_PX * DISPLAY_HEIGHT_PX] __attribute__((aligned(4)));

/* What the layer shows; empty at first. */
typedef struct {
    turn direction;
    const char *into;
    char distance[TEXT_BYTES];
} turn_texts;

typedef struct {
    bool too_fast;
    char speed[TEXT_BYTES];
} speed_texts;

typedef struct {
    char time[TEXT_BYTES];
    char minutes[TEXT_BYTES];
    char kilometres[TEXT_BYTES];
} arrival_texts;

static turn_texts shown_turn;
static speed_texts shown_speed;
static arrival_texts shown_arrival;

/* ---- from the layer to the picture ---- */

/* How much of each pixel of a card's upper left corner is covered; the other corners mirror it. */
static const uint8_t *corner_mask(void)
{
    static uint8_t mask[CORNER_MASK_BYTES];
    static bool is_drawn = false;
    if (!is_drawn) {
        raster_clip((area){0, 0, CARD_RADIUS_PX, CARD_RADIUS_PX});
        raster_rounded((area){0, 0, 4 * CARD_RADIUS_PX, 4 * CARD_RADIUS_PX}, (float)CARD_RADIUS_PX);
        raster_fill_mask(mask, CARD_RADIUS_PX);
        raster_clip(SCREEN_AREA);
        is_drawn = true;
    }
    return mask;
}

/* One row of the two upper or the two lower corners. */
static void lay_corners(display_pixel *to, const display_pixel *from, int32_t width, const uint8_t *mask_row)
{
    for (int32_t i = 0; i < CARD_RADIUS_PX; i++) {
        int32_t mirrored = width - 1 - i;
        to[i] = mix(spread(from[i]), to[i], mask_row[i]);
        to[mirrored] = mix(spread(from[mirrored]), to[mirrored], mask_row[i]);
    }
}

static void lay_card(display_pixel *picture, area where)
{
    const uint8_t *mask = corner_mask();
    int32_t width = where.right - where.left;
    for (int32_t y = where.top; y < where.bottom; y++) {
        display_pixel *to = pixel_at(picture, where.left, y);
        const display_pixel *from = pixel_at(layer, where.left, y);
        int32_t below_top = y - where.top;
        int32_t above_bottom = where.bottom - 1 - y;
        int32_t from_edge = (below_top < above_bottom) ? below_top : above_bottom;
        int32_t corner_px = 0;
        if (from_edge < CARD_RADIUS_PX) {
            corner_px = CARD_RADIUS_PX;
            lay_corners(to, from, width, &mask[from_edge * CARD_RADIUS_PX]);
        }
        (void)memcpy(to + corner_px, from + corner_px, (uint32_t)(width - 2 * corner_px) * sizeof *to);
    }
}

/* ---- to the layer ---- */

/* A dark card has a lighter edge, so that it stands out from the map. */
static void draw_dark_card(display_pixel *picture, area where)
{
    const int32_t edge_px = 1;
    canvas_fill(picture, where, COLOUR_CARD_EDGE);
    area inner = {where.left + edge_px, where.top + edge_px, where.right - edge_px, where.bottom - edge_px};
    raster_rounded(inner, (float)(CARD_RADIUS_PX - edge_px));
    raster_fill(picture, COLOUR_CARD);
}

/* An arrow that comes from below and bends; drawn for the right, mirrored for the left. */
static void draw_turn_arrow(display_pixel *picture, turn direction)
{
    enum { SHAFT = 5, HEAD = 3 };
    const float width_px = 6.0F;
    const float centre_x = 34.0F;
    const point shaft[SHAFT] = {{-8.0F, 52.0F}, {-8.0F, 36.0F}, {-6.5F, 31.5F}, {-2.0F, 30.0F}, {6.0F, 30.0F}};
    const point head[HEAD] = {{5.0F, 19.0F}, {17.0F, 30.0F}, {5.0F, 41.0F}};
    float side = (direction == TURN_RIGHT) ? 1.0F : -1.0F;
    point line[SHAFT];
    point tip[HEAD];
    for (uint32_t i = 0; i < SHAFT; i++) {
        line[i] = (point){centre_x + side * shaft[i].x, shaft[i].y};
    }
    for (uint32_t i = 0; i < HEAD; i++) {
        tip[i] = (point){centre_x + side * head[i].x, head[i].y};
    }
    raster_stroke(line, SHAFT, width_px);
    raster_polygon(tip, HEAD);
    raster_fill(picture, COLOUR_TEXT);
}

static void format_distance(char text[TEXT_BYTES], uint32_t distance_m)
{
    if (distance_m < NEAR_TURN_M) {
        (void)snprintf(text, TEXT_BYTES, "now");
    } else if (distance_m < M_PER_KM) {
        uint32_t rounded_m = (distance_m + DISTANCE_STEP_M / 2U) / DISTANCE_STEP_M * DISTANCE_STEP_M;
        (void)snprintf(text, TEXT_BYTES, "%u m", (unsigned int)rounded_m);
    } else {
        (void)snprintf(text, TEXT_BYTES, "%u.%u km", (unsigned int)(distance_m / M_PER_KM),
                       (unsigned int)(distance_m % M_PER_KM / M_PER_100_M));
    }
}

static void update_turn(const navigation_state *navigation)
{
    manoeuvre next = navigation_next(navigation->travelled_mm);
    turn_texts texts = {next.direction, next.into, ""};
    format_distance(texts.distance, next.distance_m);
    if ((texts.direction == shown_turn.direction) && (texts.into == shown_turn.into)
        && (strcmp(texts.distance, shown_turn.distance) == 0)) {
        return;
    }
    shown_turn = texts;
    canvas_fill(layer, turn_card, COLOUR_TURN);
    draw_turn_arrow(layer, texts.direction);
    text_draw(layer, TEXT_LARGE, 64, 17, COLOUR_TEXT, texts.distance);
    text_draw(layer, TEXT_NORMAL, 64, 41, COLOUR_TEXT, texts.into);
}

static void draw_limit_sign(display_pixel *picture)
{
    const point centre = {92.0F, 237.0F};
    char limit[TEXT_BYTES];
    raster_disc(centre, 18.0F);
    raster_fill(picture, COLOUR_SIGN_RING);
    raster_disc(centre, 14.0F);
    raster_fill(picture, COLOUR_SIGN);
    (void)snprintf(limit, sizeof limit, "%u", SPEED_LIMIT_KMH);
    text_draw_centred(picture, TEXT_NORMAL, 92, 232, COLOUR_SIGN_TEXT, limit);
}

static void update_speed(const navigation_state *navigation)
{
    const uint32_t tolerance_kmh = 3U;
    const int32_t centre_x = 41;
    speed_texts texts = {false, "--"};
    if (navigation->speed_known) {
        (void)snprintf(texts.speed, sizeof texts.speed, "%u", (unsigned int)navigation->speed_kmh);
        texts.too_fast = navigation->speed_kmh > SPEED_LIMIT_KMH + tolerance_kmh;
    }
    if ((texts.too_fast == shown_speed.too_fast) && (strcmp(texts.speed, shown_speed.speed) == 0)) {
        return;
    }
    shown_speed = texts;
    draw_dark_card(layer, speed_card);
    text_draw_centred(layer, TEXT_HUGE, centre_x, 217, texts.too_fast ? COLOUR_TOO_FAST : COLOUR_TEXT, texts.speed);
    text_draw_centred(layer, TEXT_SMALL, centre_x, 251, COLOUR_TEXT_DIM, "km/h");
    draw_limit_sign(layer);
}

/* A value with its unit below. */
static void draw_figure(display_pixel *picture, int32_t centre_x, const char *value, const char *what)
{
    text_draw_centred(picture, TEXT_NORMAL, centre_x, 232, COLOUR_TEXT, value);
    text_draw_centred(picture, TEXT_SMALL, centre_x, 249, COLOUR_TEXT_DIM, what);
}

static void update_arrival(const navigation_state *navigation, uint32_t minute_of_day)
{
    const uint32_t s_per_min = 60U;
    uint32_t remaining_min = (navigation_remaining_s(navigation->travelled_mm) + s_per_min - 1U) / s_per_min;
    uint32_t remaining_m = navigation_remaining_m(navigation->travelled_mm);
    arrival_texts texts;
    time_of_day_format(texts.time, sizeof texts.time, minute_of_day + remaining_min);
    (void)snprintf(texts.minutes, sizeof texts.minutes, "%u", (unsigned int)remaining_min);
    (void)snprintf(texts.kilometres, sizeof texts.kilometres, "%u.%u", (unsigned int)(remaining_m / M_PER_KM),
                   (unsigned int)(remaining_m % M_PER_KM / M_PER_100_M));
    if ((strcmp(texts.time, shown_arrival.time) == 0) && (strcmp(texts.minutes, shown_arrival.minutes) == 0)
        && (strcmp(texts.kilometres, shown_arrival.kilometres) == 0)) {
        return;
    }
    shown_arrival = texts;
    draw_dark_card(layer, arrival_card);
    draw_figure(layer, 160, texts.time, "arrival");
    draw_figure(layer, 222, texts.minutes, "min");
    draw_figure(layer, 284, texts.kilometres, "km");
}

void cards_draw(display_pixel *picture, const navigation_state *navigation, uint32_t minute_of_day)
{
    update_turn(navigation);
    update_speed(navigation);
    update_arrival(navigation, minute_of_day);
    lay_card(picture, turn_card);
    lay_card(picture, speed_card);
    lay_card(picture, arrival_card);
}
