/*
 * Prefill: a hint of driver assistance that braking is near. The brakes are laid on with a pressure too small to slow the
 * car, so that they answer sooner. Advisory: a lost, late or wrong hint costs that advantage and nothing else.
 *
 *   IDLE --hint--> ACTIVE --hint gone, or 300 ms--> RESTING --no hint, and 1 s since the end--> IDLE
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

typedef enum { PREFILL_IDLE = 0, PREFILL_ACTIVE = 1, PREFILL_RESTING = 2 } prefill_state;

typedef struct {
    prefill_state state;
    uint32_t cycles; /* in this state */
    float pressure_bar;
} prefill;

/* What the last hint that can be used asks for; no pressure without one. */
typedef struct {
    bool requested;
    uint32_t pressure_bits; /* tenths of a bar */
} prefill_hint;

/* Decodes PrefillHint of body.dbc. What exceeds the limit is lowered to it in the message, too: it is kept nowhere. */
prefill_hint decode_prefill_hint(uint8_t *message);

/* One cycle; the result stands in `pressure_bar`. */
void prefill_update(prefill *state, const prefill_hint *hint);
