#include "transmit_filter.h"

#include <bulkhead_mechanism.h>
#include <reference/diagnostic_request.h>

#define NS_PER_US 1000U

BULKHEAD_MECHANISM(transmit_filter);

typedef struct {
    uint32_t identifier;
    uint32_t length;
    uint64_t min_period_ns;
} allowance;

/* A request each 100 ms: twenty cycles of the caller, whose times are some microseconds early or late. */
static const allowance allowed[REQUESTER_COUNT] = {
    [REQUESTER_GATEWAY] = {DIAGNOSTIC_REQUEST_IDENTIFIER, CAN_FRAME_BYTES, 97500ULL * NS_PER_US},
};

static bool refuse(transmit_filter *filter, refusal why)
{
    filter->refused[why]++;
    return false;
}

static bool judge(transmit_filter *filter, requester from, const can_frame *frame, bool standstill, uint64_t now_ns)
{
    const allowance *own = &allowed[from];
    if (frame->identifier != own->identifier) {
        return refuse(filter, REFUSED_IDENTIFIER);
    }
    if (frame->length != own->length) {
        return refuse(filter, REFUSED_LENGTH);
    }
    if (!standstill) {
        return refuse(filter, REFUSED_MOVING);
    }
    if (filter->sent_once[from] && ((now_ns - filter->sent_ns[from]) < own->min_period_ns)) {
        return refuse(filter, REFUSED_RATE);
    }
    return true;
}

bool transmit_filter_admits(transmit_filter *filter, requester from, const can_frame *frame, bool standstill,
                            uint64_t now_ns)
{
    if (BULKHEAD_ENFORCES(transmit_filter) && !judge(filter, from, frame, standstill, now_ns)) {
        BULKHEAD_CHALLENGED(transmit_filter);
        return false;
    }
    filter->sent_once[from] = true;
    filter->sent_ns[from] = now_ns;
    return true;
}
