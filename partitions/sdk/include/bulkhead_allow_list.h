/*
 * What a partition passes between a bus and the rest of the ECU, as a table of the image that `./twin check` reads (rule
 * C4). It is the one that the partition's filter goes by:
 *
 *   const bulkhead_allow_list_entry bulkhead_allow_list[] = {{0x210U, 8U, 10000000U, ...}, ...};
 */
#pragma once

#include <stdint.h>

typedef enum { BULKHEAD_FROM_BUS = 0, BULKHEAD_TO_BUS = 1 } bulkhead_allow_list_way;

typedef struct {
    uint32_t identifier;    /* 11 bits */
    uint32_t length;        /* bytes */
    uint64_t min_period_ns; /* between two of them */
    bulkhead_allow_list_way way;
    uint32_t to; /* the partition's own: where a message goes; nobody else reads it */
} bulkhead_allow_list_entry;

_Static_assert(sizeof(bulkhead_allow_list_entry) == 24U, "check reads entries of 24 bytes");

extern const bulkhead_allow_list_entry bulkhead_allow_list[];
