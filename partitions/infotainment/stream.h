/* What the network driver says of the music that comes in by the air. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

typedef struct {
    bool receiving; /* packets came within the last second */
    uint32_t packets;
    uint32_t lost;
} stream_state;

/* Looks at the driver's port; to be called a few times a second. */
void stream_update(void);

stream_state stream_now(void);
