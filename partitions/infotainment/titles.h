/* What is on the medium: invented music. */
#pragma once

#include <stdint.h>

#include "album.h"

#define TITLE_COUNT 8

typedef struct {
    const char *name;
    const char *artist;
    uint32_t length_s;
    cover_design cover;
} title;

extern const title titles[TITLE_COUNT];
