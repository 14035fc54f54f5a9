#include "album.h"

#include <stdbool.h>
#include <string.h>

#include "titles.h"

/*
 * The scenario `infotainment-crash` counts on where the record of title -56 would lie (see media.c), so the place must
 * not move when code is added: nothing else lies in this section, the first of those that are cleared at the start, and
 * code, constants, stack and data stay below the border of 64 KiB that it begins on.
 */
#define STORE_SECTION ".sbss.records"
#define STORE_ALIGNMENT 0x10000

static title_record records[TITLE_COUNT] __attribute__((section(STORE_SECTION), aligned(STORE_ALIGNMENT)));

/* Shape of the picture, in its pixels: a sun above waves. */
#define HORIZON_PX 62
#define SUN_RADIUS_PX 25
#define SUN_STRIPES_FROM_PX 6
#define STRIPE_PERIOD_PX 6
#define STRIPE_PX 2
#define WAVE_PERIOD_PX 32
#define WAVE_STEP_PX 8

#define NOISE_FACTOR 1664525U
#define NOISE_STEP 1013904223U
#define NOISE_SHIFT 24U

static int32_t triangle(int32_t x, int32_t period)
{
    int32_t phase = x % period;
    return (phase < period / 2) ? phase : (period - phase);
}

static bool in_sun(const cover_design *design, int32_t x, int32_t y)
{
    int32_t dx = x - (COVER_PX / 3 + (int32_t)(design->seed % (COVER_PX / 3)));
    int32_t dy = y - (HORIZON_PX - SUN_RADIUS_PX + (int32_t)(design->seed % 11U));
    bool inside = dx * dx + dy * dy < SUN_RADIUS_PX * SUN_RADIUS_PX;
    bool gap = (dy > SUN_STRIPES_FROM_PX) && (dy % STRIPE_PERIOD_PX < STRIPE_PX);
    return inside && !gap;
}

static display_pixel cover_pixel(const cover_design *design, int32_t x, int32_t y)
{
    uint32_t down = (uint32_t)(y * (int32_t)ALPHA_FULL / COVER_PX);
    display_pixel sky = mix(spread(design->bottom), design->top, down);
    int32_t wave = y - HORIZON_PX - triangle(x + (int32_t)design->seed, WAVE_PERIOD_PX) / 3;
    if (wave >= 0) {
        uint32_t band = (uint32_t)(wave / WAVE_STEP_PX + 2) * 4U;
        return mix(spread(design->top), design->bottom, (band > ALPHA_FULL) ? ALPHA_FULL : band);
    }
    return in_sun(design, x, y) ? design->accent : sky;
}

static void unpack_cover(title_record *record, const cover_design *design)
{
    display_pixel *to = record->cover;
    for (int32_t y = 0; y < COVER_PX; y++) {
        for (int32_t x = 0; x < COVER_PX; x++) {
            *to++ = cover_pixel(design, x, y);
        }
    }
}

/* Noise that is smoothed and swells and fades. */
static void unpack_loudness(title_record *record, uint32_t seed)
{
    const uint32_t swell_points = 512U;
    const uint32_t floor_level = 60U;
    uint32_t noise = seed;
    uint32_t level = LOUDNESS_MAX / 2U;
    for (uint32_t i = 0; i < LOUDNESS_POINTS; i++) {
        noise = noise * NOISE_FACTOR + NOISE_STEP;
        uint32_t swell = (uint32_t)triangle((int32_t)(i + seed), (int32_t)swell_points);
        uint32_t peak = floor_level + swell * (LOUDNESS_MAX - floor_level) * 2U / swell_points;
        level = (level * 15U + (noise >> NOISE_SHIFT) * peak / LOUDNESS_MAX + 8U) / 16U;
        record->loudness[i] = (uint8_t)level;
    }
}

void album_open(int32_t index, uint32_t now_ms)
{
    title_record *record = &records[index];
    const title *source = &titles[index];
    unpack_cover(record, &source->cover);
    unpack_loudness(record, source->cover.seed);
    (void)strncpy(record->name, source->name, NAME_BYTES - 1U);
    record->plays++;
    record->last_play_ms = now_ms;
}

const title_record *album_get(uint32_t index)
{
    return &records[index % TITLE_COUNT];
}
