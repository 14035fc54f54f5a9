/*
 * One message that comes in by a sampling port: protected by E2E profile 1, in an unbroken sequence, and young. The same
 * for the chassis bus and for what comes through the gateway.
 */
#pragma once

#include <e2e.h>
#include <stdbool.h>
#include <stdint.h>

#define PROTECTED_MESSAGE_BYTES 8U

/* A message of one source and what is known of it. */
typedef struct {
    uint32_t port;
    e2e_profile profile;
    const e2e_limits *limits;
    const e2e_sm_limits *sm_limits;
    uint32_t max_age_us;
    e2e_receiver receiver;
    e2e_state_machine machine;
    uint8_t message[PROTECTED_MESSAGE_BYTES]; /* the last good one */
    bool has_message;
} protected_source;

/* Reads, checks and judges, once a cycle; true if the last good message may be used. */
bool protected_source_read(protected_source *from, uint32_t since_last_cycle_us);
