/*
 * A diagnostic request of the body bus that the gateway asks to have sent on the chassis bus, as it lies in the sampling
 * port `diagnostic-request`. The driver of the chassis bus decides.
 */
#pragma once

#include <stdint.h>

#define DIAGNOSTIC_REQUEST_IDENTIFIER 0x700U /* the same on both buses */

typedef struct {
    uint32_t sequence; /* one more with each request */
    uint32_t identifier;
    uint32_t length;
    uint8_t bytes[8];
} diagnostic_request;

_Static_assert(sizeof(diagnostic_request) == 20U, "the port diagnostic-request has 20 bytes");
