#include "protected_source.h"

#include <bulkhead.h>
#include <stddef.h>

#define E2E_HEADER_BYTES 2U /* checksum and counter have done their work and are not kept */

bool protected_source_read(protected_source *from, uint32_t since_last_cycle_us)
{
    _Alignas(uint32_t) uint8_t message[PROTECTED_MESSAGE_BYTES];
    bulkhead_sample sample = bulkhead_port_read(from->port, message, PROTECTED_MESSAGE_BYTES);
    bool written = sample.status == BULKHEAD_OK;
    /* A port keeps its message: only one younger than the last cycle is new. */
    bool arrived = written && (sample.age_us < since_last_cycle_us);
    e2e_check_status status =
        e2e_check(&from->receiver, &from->profile, from->limits, arrived ? message : NULL);
    e2e_sm_state state = e2e_sm_add(&from->machine, from->sm_limits, e2e_profile_status(status));
    if (e2e_usable(status)) {
        for (uint32_t i = E2E_HEADER_BYTES; i < PROTECTED_MESSAGE_BYTES; i++) {
            from->message[i] = message[i];
        }
        from->has_message = true;
    }
    bulkhead_forget(message, PROTECTED_MESSAGE_BYTES);
    return from->has_message && (state == E2E_SM_VALID) && sample.valid && (sample.age_us <= from->max_age_us);
}
