#include "prefill.h"

#include "advisory_limits.h"
#include "calibration.h"

/* Signals of PrefillHint: pressure in byte 2, the request in the lowest bit of byte 3. */
#define PRESSURE_BYTE 2U
#define REQUEST_BYTE 3U
#define REQUEST_BIT 0x01U
#define PRESSURE_BAR_PER_BIT 0.1f

prefill_hint decode_prefill_hint(uint8_t *message)
{
    if (advisory_exceeds(message[PRESSURE_BYTE], PREFILL_MAX_BITS)) {
        message[PRESSURE_BYTE] = (uint8_t)PREFILL_MAX_BITS;
    }
    return (prefill_hint){.requested = (message[REQUEST_BYTE] & REQUEST_BIT) != 0U,
                          .pressure_bits = message[PRESSURE_BYTE]};
}

static void enter(prefill *state, prefill_state next)
{
    state->state = next;
    state->cycles = 0;
}

static void change_state(prefill *state, bool requested)
{
    switch (state->state) {
    case PREFILL_IDLE:
        if (requested) {
            enter(state, PREFILL_ACTIVE);
        }
        break;
    case PREFILL_ACTIVE:
        if (!requested || advisory_exceeds(state->cycles, PREFILL_MAX_CYCLES - 1U)) {
            enter(state, PREFILL_RESTING);
        }
        break;
    case PREFILL_RESTING:
        if (!requested && (state->cycles >= PREFILL_REST_CYCLES)) {
            enter(state, PREFILL_IDLE);
        }
        break;
    }
}

void prefill_update(prefill *state, const prefill_hint *hint)
{
    state->cycles++;
    change_state(state, hint->requested);
    state->pressure_bar = (state->state == PREFILL_ACTIVE) ? (float)hint->pressure_bits * PRESSURE_BAR_PER_BIT : 0.0f;
}
