#include "cards.h"

#include <stdio.h>

#include "palette.h"
#include "raster.h"
#include "text.h"
#include "time_of_day.h"

#define CARD_RADIUS_PX 8.0F
#define TEXT_BYTES 24U

#define M_PER_KM 1000U
#define M_PER_100_M 100U
#define NEAR_TURN_M 20U
#define DISTANCE_STEP_M 10U

#define SPEED_LIMIT_KMH 50U

static const area turn_card = {8, 8, 200, 62};
static const area speed_card = {8, 210, 116, 264};
static const area arrival_card = {124, 226, 320, 264};

static void draw_card(display_pixel *picture, area where, display_pixel colour)
{
    const int32_t edge_px = 1;
    raster_rounded(where, CARD_RADIUS_PX);
    raster_fill(picture, COLOUR_CARD_EDGE);
    area inner = {where.left + edge_px, where.top + edge_px, where.right - edge_px, where.bottom - edge_px};
    raster_rounded(inner, CARD_RADIUS_PX - (float)edge_px);
    raster_fill(picture, colour);
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

static void draw_turn(display_pixel *picture, const navigation_state *navigation)
{
    manoeuvre next = navigation_next(navigation->travelled_mm);
    char distance[TEXT_BYTES];
    format_distance(distance, next.distance_m);
    draw_card(picture, turn_card, COLOUR_TURN);
    draw_turn_arrow(picture, next.direction);
    text_draw(picture, TEXT_LARGE, 64, 17, COLOUR_TEXT, distance);
    text_draw(picture, TEXT_NORMAL, 64, 41, COLOUR_TEXT, next.into);
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

static void draw_speed(display_pixel *picture, const navigation_state *navigation)
{
    const uint32_t tolerance_kmh = 3U;
    const int32_t centre_x = 41;
    char speed[TEXT_BYTES] = "--";
    if (navigation->speed_known) {
        (void)snprintf(speed, sizeof speed, "%u", (unsigned int)navigation->speed_kmh);
    }
    bool too_fast = navigation->speed_known && (navigation->speed_kmh > SPEED_LIMIT_KMH + tolerance_kmh);
    draw_card(picture, speed_card, COLOUR_CARD);
    text_draw_centred(picture, TEXT_HUGE, centre_x, 217, too_fast ? COLOUR_TOO_FAST : COLOUR_TEXT, speed);
    text_draw_centred(picture, TEXT_SMALL, centre_x, 251, COLOUR_TEXT_DIM, "km/h");
    draw_limit_sign(picture);
}

/* A value with its unit below. */
static void draw_figure(display_pixel *picture, int32_t centre_x, const char *value, const char *what)
{
    text_draw_centred(picture, TEXT_NORMAL, centre_x, 232, COLOUR_TEXT, value);
    text_draw_centred(picture, TEXT_SMALL, centre_x, 249, COLOUR_TEXT_DIM, what);
}

static void draw_arrival(display_pixel *picture, const navigation_state *navigation, uint32_t minute_of_day)
{
    const uint32_t s_per_min = 60U;
    uint32_t remaining_min = (navigation_remaining_s(navigation->travelled_mm) + s_per_min - 1U) / s_per_min;
    uint32_t remaining_m = navigation_remaining_m(navigation->travelled_mm);
    char text[TEXT_BYTES];
    draw_card(picture, arrival_card, COLOUR_CARD);
    time_of_day_format(text, sizeof text, minute_of_day + remaining_min);
    draw_figure(picture, 160, text, "arrival");
    (void)snprintf(text, sizeof text, "%u", (unsigned int)remaining_min);
    draw_figure(picture, 222, text, "min");
    (void)snprintf(text, sizeof text, "%u.%u", (unsigned int)(remaining_m / M_PER_KM),
                   (unsigned int)(remaining_m % M_PER_KM / M_PER_100_M));
    draw_figure(picture, 284, text, "km");
}

void cards_draw(display_pixel *picture, const navigation_state *navigation, uint32_t minute_of_day)
{
    draw_turn(picture, navigation);
    draw_speed(picture, navigation);
    draw_arrival(picture, navigation, minute_of_day);
}
