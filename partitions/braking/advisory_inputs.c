#include "advisory_inputs.h"

#include "brake_feel_setting.h"
#include "ports.h"
#include "prefill.h"
#include "protected_source.h"

#define DATA_ID_PREFILL_HINT 0x2210U

/*
 * The hint is sent every 20 ms and passes two partitions on its way: one check in about four cycles finds a new one.
 * Each check without lets the counter jump by one more; after 60 ms of silence the sequence is broken.
 */
#define HINT_MAX_AGE_US 60000U
static const e2e_limits hint_limits = {.max_delta_counter = 1, .max_no_new_or_repeated = 12, .sync_counter = 1};

/* Over 80 ms, four hints: valid from the second good one, invalid at the third bad one or too much silence. */
static const e2e_sm_limits hint_sm_limits = {.window_size = 16,
                                             .min_ok_init = 2,
                                             .max_error_init = 1,
                                             .min_ok_valid = 1,
                                             .max_error_valid = 2,
                                             .min_ok_invalid = 3,
                                             .max_error_invalid = 1};

static protected_source hint_source;
static prefill brakes;
static brake_feel_setting feel;

void advisory_inputs_init(void)
{
    hint_source = (protected_source){
        .port = PORT_PREFILL_HINT,
        .profile = {.mode = E2E_P01_BOTH, .length = PROTECTED_MESSAGE_BYTES, .data_id = DATA_ID_PREFILL_HINT},
        .limits = &hint_limits,
        .sm_limits = &hint_sm_limits,
        .max_age_us = HINT_MAX_AGE_US};
    brakes = (prefill){.state = PREFILL_IDLE};
    brake_feel_init(&feel);
}

void advisory_inputs_read(brake_inputs *inputs, bool standstill, uint32_t since_us)
{
    prefill_hint hint = {.requested = false, .pressure_bits = 0};
    if (protected_source_read(&hint_source, since_us)) {
        hint = decode_prefill_hint(hint_source.message);
    }
    prefill_update(&brakes, &hint);
    brake_feel_update(&feel, standstill);
    inputs->prefill_bar = brakes.pressure_bar;
    inputs->pedal.feel_gain = brake_feel_gain(&feel);
}
