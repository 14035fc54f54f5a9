/*
 * Isolation mechanisms that live in firmware. Each is one constant in read-only data, 1 in every image; the loader
 * patches it to 0 where a description switches the mechanism off. So the image file is the same in both cases, and the
 * one place that reads the constant is the mechanism:
 *
 *   BULKHEAD_MECHANISM(clamp);
 *   ...
 *   return BULKHEAD_ENFORCES(clamp) ? fminf(value, limit) : value;
 *
 * Beside it stands a count of what the mechanism refused or cut. No code reads it: who judges a run watches the word.
 */
#pragma once

#include <stdint.h>

/* Defines a mechanism in the file that enforces it. Volatile: its value is known when the program is loaded only. */
#define BULKHEAD_MECHANISM(name) \
    const volatile uint32_t mechanism_##name __attribute__((used, section(".rodata.mechanism_" #name))) = 1U; \
    volatile uint32_t challenged_##name __attribute__((used))

#define BULKHEAD_ENFORCES(name) (mechanism_##name != 0U)

/* Counts one refusal, in the file that defines the mechanism or in one that declares its count. */
#define BULKHEAD_CHALLENGED(name) (challenged_##name = challenged_##name + 1U)

/* End-to-end checks of what is received (e2e.c, e2e_later.c). */
extern const volatile uint32_t mechanism_e2e;
extern volatile uint32_t challenged_e2e;

/* Limits of an advisory value's size and duration (braking). */
extern const volatile uint32_t mechanism_clamp;

/* What a partition may have sent on the chassis bus (chassis-can). */
extern const volatile uint32_t mechanism_transmit_filter;

/* What passes between the buses (gateway). */
extern const volatile uint32_t mechanism_gateway_allow_list;
