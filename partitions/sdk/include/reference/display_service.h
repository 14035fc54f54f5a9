/*
 * What the display driver offers the partition that draws: two picture buffers in the shared region, and protected
 * calls to show one of them. After each flip the driver notifies the caller on the same channel.
 *
 * Request: the label is a display_request; DISPLAY_FLIP has one word, the buffer to show.
 * Reply: the label is a display_reply; with DISPLAY_OK to DISPLAY_QUERY come the words of display_query_word.
 */
#pragma once

#include <stdint.h>

#define DISPLAY_WIDTH_PX 480
#define DISPLAY_HEIGHT_PX 272
#define DISPLAY_BUFFER_COUNT 2U
#define DISPLAY_BUFFER_STRIDE_BYTES 0x40000U /* from the begin of one buffer to that of the next */

typedef uint16_t display_pixel; /* RGB565; rows from the top, pixels from the left */

typedef enum {
    DISPLAY_FLIP = 1, /* show the named buffer from the next vertical synchronisation on */
    DISPLAY_QUERY = 2
} display_request;

typedef enum {
    DISPLAY_OK = 0,
    DISPLAY_UNKNOWN_REQUEST = 1,
    DISPLAY_BAD_LENGTH = 2, /* too few words came with the request */
    DISPLAY_BAD_BUFFER = 3,
    DISPLAY_FLIP_IS_PENDING = 4,
    DISPLAY_ALREADY_SHOWN = 5,
    DISPLAY_NO_BUFFERS = 6 /* the driver was given no picture buffers */
} display_reply;

enum display_flip_word { DISPLAY_FLIP_BUFFER = 0, DISPLAY_FLIP_WORDS = 1 };

enum display_query_word {
    DISPLAY_QUERY_FRONT = 0,     /* the buffer that is shown */
    DISPLAY_QUERY_PENDING = 1,   /* 1 while a flip waits for vertical synchronisation */
    DISPLAY_QUERY_FLIPS = 2,     /* done since the driver started */
    DISPLAY_QUERY_UNDERFLOWS = 3, /* pictures that could not be read from memory, since the driver started */
    DISPLAY_QUERY_WORDS = 4
};
