/*
 * Speed over ground from wheel speeds and acceleration.
 *
 * Without brakes the wheels roll and give the speed; what the acceleration sensor says beyond their change is learnt
 * as its bias. With brakes the speed follows the acceleration, which stays right when all wheels slip. A wheel can
 * only be slower than the road then, so that a faster one pulls the speed up; slow ones pull it down a little, and
 * only while they hardly slip.
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
} reference_speed;

typedef struct {
    bool wheel_valid[WHEEL_COUNT];
    float wheel_mps[WHEEL_COUNT];
    float acceleration_mps2;
    bool acceleration_measured; /* false: estimated from the brakes, teaches no bias */
    bool braking;
    bool abs_active;
} reference_inputs;

void reference_speed_update(reference_speed *reference, const reference_inputs *in);
