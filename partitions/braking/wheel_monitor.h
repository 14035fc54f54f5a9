/*
 * Plausibility of wheel speeds against physics and each other. A fault found here stays until power-on or restart:
 * a sensor that lied once is not believed again.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "wheels.h"

typedef struct {
    bool faulty[WHEEL_COUNT];
    bool known[WHEEL_COUNT];
    float last_rad_per_s[WHEEL_COUNT];
    uint32_t deviation_cycles[WHEEL_COUNT];
} wheel_monitor;

typedef struct {
    bool valid[WHEEL_COUNT];    /* a good message is there */
    float rad_per_s[WHEEL_COUNT];
    bool braking;               /* wheels may be slower than the car */
    bool released[WHEEL_COUNT]; /* although the car brakes, this wheel's brake is open */
    bool reference_known;
    float reference_mps;
} wheel_monitor_inputs;

/* One cycle. After it `faulty` says which sensors must not be used. */
void wheel_monitor_update(wheel_monitor *monitor, const wheel_monitor_inputs *in);
