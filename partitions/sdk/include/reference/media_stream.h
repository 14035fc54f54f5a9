/* What the network driver passes on to infotainment, as it lies in the sampling port `media-stream`. */
#pragma once

#include <stdint.h>

#define MEDIA_STREAM_HEAD_BYTES 16U

typedef struct {
    uint32_t packets;  /* received since the driver started */
    uint32_t bytes;    /* of them */
    uint32_t lost;     /* missing in the sender's numbers */
    uint32_t sequence; /* sender's number of the last packet */
    uint32_t length;   /* bytes of the last packet */
    uint8_t head[MEDIA_STREAM_HEAD_BYTES]; /* what follows its number; zeros behind its end */
} media_stream;

_Static_assert(sizeof(media_stream) == 36U, "the port media-stream has 36 bytes");
