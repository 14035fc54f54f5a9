/*
 * What another partition may have sent on the chassis bus: these identifiers, of this length, not more often than this,
 * and only while the car stands. The caller says which partition asks: that is known by the port, not by the message.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include <drivers/can_controller.h>

typedef enum { REQUESTER_GATEWAY = 0 } requester;

#define REQUESTER_COUNT 1U

typedef enum {
    REFUSED_IDENTIFIER = 0,
    REFUSED_LENGTH = 1,
    REFUSED_MOVING = 2,
    REFUSED_RATE = 3,
    REFUSAL_COUNT = 4
} refusal;

typedef struct {
    bool sent_once[REQUESTER_COUNT];
    uint64_t sent_ns[REQUESTER_COUNT];
    uint32_t refused[REFUSAL_COUNT];
} transmit_filter;

/* Whether the frame may be sent now; if so, the requester's time begins anew. */
bool transmit_filter_admits(transmit_filter *filter, requester from, const can_frame *frame, bool standstill,
                            uint64_t now_ns);
