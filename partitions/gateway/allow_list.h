/*
 * What passes between the body bus and the rest of the ECU: only these messages, of this length, in this direction, and
 * not more often than this. It guards against the body bus; what a partition may do with the chassis bus, and what
 * braking believes, is decided there.
 */
#pragma once

#include <bulkhead_allow_list.h>
#include <stdbool.h>
#include <stdint.h>

#include <drivers/can_controller.h>

/* Where a message of the body bus goes. */
typedef enum { TARGET_CHASSIS = 0, TARGET_BRAKING = 1, TARGET_DIAGNOSTICS = 2 } target;

typedef struct {
    bool admitted;
    target to; /* of a message from the body bus */
} verdict;

typedef struct {
    uint32_t passed;
    uint32_t unlisted;
    uint32_t wrong_length;
    uint32_t too_early;
} allow_list_counters;

extern allow_list_counters allow_list_counted;

/* Judges a message at `now_ns`; an admitted one begins its period. */
verdict allow_list_judge(const can_frame *frame, bulkhead_allow_list_way way, uint64_t now_ns);
