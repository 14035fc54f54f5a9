#include "diagnostics.h"

#include <isotp.h>

#include "uds.h"

/* What a tester is asked for: several of the gateway's own times. */
#define SEPARATION_MS 20U

/* So far apart are two answers at least: they are the least urgent frames of their bus. */
#define PACE_NS 10000000ULL

static isotp_link link;
static uds_server server;
static uint64_t next_ns;

_Static_assert(UDS_MOST_ANSWER_BYTES <= ISOTP_MOST_BYTES, "an answer is one message");

void diagnostics_begin(void)
{
    link.wishes = (isotp_wishes){.block_size = 0, .separation = SEPARATION_MS};
    uds_begin(&server);
}

void diagnostics_take(const can_frame *frame, bool standstill, uint64_t now_ns)
{
    if (!isotp_take(&link, frame->bytes, frame->length, now_ns)) {
        return;
    }
    uint8_t answer[UDS_MOST_ANSWER_BYTES];
    uint32_t count = uds_answer(&server, link.message, link.length, standstill, now_ns, answer);
    if (count > 0U) {
        (void)isotp_send(&link, answer, count, now_ns);
    }
}

bool diagnostics_next(can_frame *frame, bool standstill, uint64_t now_ns)
{
    uds_supervise(&server, standstill, now_ns);
    *frame = (can_frame){.identifier = ID_GATEWAY_ANSWER, .length = CAN_FRAME_BYTES};
    if ((now_ns < next_ns) || !isotp_next(&link, frame->bytes, now_ns)) {
        return false;
    }
    next_ns = now_ns + PACE_NS;
    return true;
}
