/* What is kept of each title that was played: its cover and its loudness over time. */
#pragma once

#include "canvas.h"

#define COVER_PX 96
#define LOUDNESS_POINTS 1120U
#define LOUDNESS_MAX 255U
#define NAME_BYTES 64U

typedef struct {
    display_pixel cover[COVER_PX * COVER_PX];
    uint8_t loudness[LOUDNESS_POINTS];
    char name[NAME_BYTES];
    uint32_t plays;
    uint32_t last_play_ms; /* since power-on */
} title_record;

/* The scenario `infotainment-crash` counts on this, see media.c. */
_Static_assert(sizeof(title_record) == 19624U, "a record has 19624 bytes");

/* What a cover is made of. */
typedef struct {
    display_pixel top;
    display_pixel bottom;
    display_pixel accent;
    uint32_t seed;
} cover_design;

/* Unpacks what the screen shows of a title and counts that it is played. The index must be that of a title. */
void album_open(int32_t index, uint32_t now_ms);

const title_record *album_get(uint32_t index);
