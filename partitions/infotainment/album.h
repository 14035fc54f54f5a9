/* What is kept of each title that was played: its cover and its loudness over time. */
#pragma once

#include "canvas.h"

#define COVER_PX 96
#define LOUDNESS_POINTS 2048U
#define LOUDNESS_MAX 255U

typedef struct {
    display_pixel cover[COVER_PX * COVER_PX];
    uint8_t loudness[LOUDNESS_POINTS];
    uint32_t plays;
    uint32_t last_play_ms; /* since power-on */
    uint32_t reserved[6];  /* of the medium's index format */
} title_record;

/* The store's size on the medium: a record for each title. */
_Static_assert(sizeof(title_record) == 20512U, "a record has 20512 bytes, as it lies on the medium");

/* What a cover is made of. */
typedef struct {
    display_pixel top;
    display_pixel bottom;
    display_pixel accent;
    uint32_t seed;
} cover_design;

/* Unpacks cover and loudness of a title and counts that it is played. The index must be that of a title. */
void album_open(int32_t index, const cover_design *design, uint32_t now_ms);

const title_record *album_get(uint32_t index);
