/*
 * The last frames of a stream, in one message of a sampling port: the writer adds, the reader takes what is new to it
 * and sees what it missed. Neither waits for the other.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include <drivers/can_controller.h>

#define FRAME_RING_SLOTS 8U

typedef struct {
    uint32_t written; /* frames added so far, wraps; frame n lies in slot n modulo FRAME_RING_SLOTS */
    can_frame slots[FRAME_RING_SLOTS];
} frame_ring;

_Static_assert(sizeof(frame_ring) == 132U, "a port for a ring has 132 bytes");

/* What a reader remembers; all zero at first. */
typedef struct {
    bool started;
    uint32_t taken; /* frames of the writer's count that are done with */
    uint32_t lost;  /* frames that were overwritten before they were taken */
} frame_ring_reader;

void frame_ring_add(frame_ring *ring, const can_frame *frame);

/*
 * Takes the oldest frame that is new; false if there is none. What was written before the reader's first look is not
 * new. A writer that begins again at 0 is noticed by a count that goes back.
 */
bool frame_ring_take(frame_ring_reader *reader, const frame_ring *ring, can_frame *frame);
