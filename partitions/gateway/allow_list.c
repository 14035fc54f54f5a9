#include "allow_list.h"

#include <bulkhead_mechanism.h>
#include <reference/diagnostic_request.h>

#include "body_messages.h"
#include "diagnostics.h"

#define NS_PER_MS 1000000ULL

BULKHEAD_MECHANISM(gateway_allow_list);

/* A message may come at half its period, and a frame of the diagnosis once a major frame of 5 ms: they are taken in at
   the gateway's own times. */
const bulkhead_allow_list_entry bulkhead_allow_list[] = {
    {ID_PREFILL_HINT, BODY_MESSAGE_BYTES, 10U * NS_PER_MS, BULKHEAD_FROM_BUS, TARGET_BRAKING},
    {DIAGNOSTIC_REQUEST_IDENTIFIER, BODY_MESSAGE_BYTES, 100U * NS_PER_MS, BULKHEAD_FROM_BUS, TARGET_CHASSIS},
    {ID_GATEWAY_REQUEST, CAN_FRAME_BYTES, 4U * NS_PER_MS, BULKHEAD_FROM_BUS, TARGET_DIAGNOSTICS},
    {ID_GATEWAY_ANSWER, CAN_FRAME_BYTES, 4U * NS_PER_MS, BULKHEAD_TO_BUS, TARGET_DIAGNOSTICS},
    {ID_VEHICLE_SPEED, BODY_MESSAGE_BYTES, 10U * NS_PER_MS, BULKHEAD_TO_BUS, TARGET_CHASSIS},
    {ID_BRAKE_STATUS, BODY_MESSAGE_BYTES, 10U * NS_PER_MS, BULKHEAD_TO_BUS, TARGET_CHASSIS},
};

#define LISTED_COUNT (sizeof(bulkhead_allow_list) / sizeof(bulkhead_allow_list[0]))

allow_list_counters allow_list_counted;

static bool passed_once[LISTED_COUNT];
static uint64_t passed_ns[LISTED_COUNT];

/* The entry of a message, or LISTED_COUNT. */
static uint32_t find(const can_frame *frame, bulkhead_allow_list_way way)
{
    uint32_t i = 0;
    while ((i < LISTED_COUNT) &&
           ((bulkhead_allow_list[i].identifier != frame->identifier) || (bulkhead_allow_list[i].way != way))) {
        i++;
    }
    return i;
}

static bool keeps_to_the_list(const can_frame *frame, uint32_t at, uint64_t now_ns)
{
    if (at == LISTED_COUNT) {
        allow_list_counted.unlisted++;
        return false;
    }
    if (frame->length != bulkhead_allow_list[at].length) {
        allow_list_counted.wrong_length++;
        return false;
    }
    if (passed_once[at] && ((now_ns - passed_ns[at]) < bulkhead_allow_list[at].min_period_ns)) {
        allow_list_counted.too_early++;
        return false;
    }
    return true;
}

verdict allow_list_judge(const can_frame *frame, bulkhead_allow_list_way way, uint64_t now_ns)
{
    uint32_t at = find(frame, way);
    if (BULKHEAD_ENFORCES(gateway_allow_list) && !keeps_to_the_list(frame, at, now_ns)) {
        BULKHEAD_CHALLENGED(gateway_allow_list);
        return (verdict){.admitted = false, .to = TARGET_CHASSIS};
    }
    allow_list_counted.passed++;
    if (at == LISTED_COUNT) {
        return (verdict){.admitted = true, .to = TARGET_CHASSIS};
    }
    passed_once[at] = true;
    passed_ns[at] = now_ns;
    return (verdict){.admitted = true, .to = (target)bulkhead_allow_list[at].to};
}
