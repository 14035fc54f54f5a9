/*
 * Speed over ground from wheel speeds and acceleration.
 *
 * Without brakes the wheels roll and give the speed; what the acceleration sensor says beyond their change is learnt
 * as its bias. With brakes the speed follows the acceleration, which stays right when all wheels slip. A wheel can
 * only be slower than the road then, so that a faster one pulls the speed up. Slow ones pull it down only while they
 * hardly slip, or while the road turns them with next to no torque: then they roll, whatever their slip seems to be.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "wheels.h"

typedef struct {
    bool started;
    bool standstill;
    float speed_mps;
    float bias_mps2;
    uint32_t still_cycles;
    uint32_t settling_cycles; /* since the start, up to REFERENCE_SETTLING_CYCLES */
} reference_speed;

typedef struct {
    bool wheel_valid[WHEEL_COUNT];
    float wheel_mps[WHEEL_COUNT];
    bool wheel_rolls[WHEEL_COUNT]; /* nothing brakes or speeds it up */
    float acceleration_mps2;
    bool acceleration_measured; /* false: estimated from the brakes, teaches no bias */
    bool braking;
    bool abs_active;
} reference_inputs;

void reference_speed_update(reference_speed *reference, const reference_inputs *in);
