/*
 * Slip control (ABS) of one wheel.
 *
 *   INACTIVE --slip expected beyond the wanted one--> RELEASE / HOLD / BUILD --driver's demand suffices--> INACTIVE
 *
 * While active it asks for the wheel acceleration that lets the slip error fade at a fixed rate, and commands the
 * brake torque that gives it: the tyre's observed torque less inertia times that acceleration. So the pressure
 * follows the road's friction by itself. Where the slip stays small although the driver asks for more, the road has
 * become better and the pressure rises ever faster until the wheel slips again.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "wheel_brake.h"

typedef enum { SLIP_INACTIVE = 0, SLIP_BUILD = 1, SLIP_HOLD = 2, SLIP_RELEASE = 3 } slip_phase;

typedef struct {
    slip_phase phase;
    float slip;
    float pressure_bar; /* what this wheel may have; meaningless while inactive */
    float grip_bar;     /* additional pressure on a road that has become better */
    float grip_bar_per_s;
    uint32_t satisfied_cycles;
} slip_control;

typedef struct {
    float vehicle_mps;
    float vehicle_mps2;
    float demand_bar;
} slip_inputs;

static inline bool slip_is_active(const slip_control *control)
{
    return control->phase != SLIP_INACTIVE;
}

/* Brake slip of a wheel: 0 rolls freely, 1 is locked; 0 at a standstill. */
float wheel_slip(float wheel_rad_per_s, float vehicle_mps);

void slip_control_reset(slip_control *control);

/* One cycle; returns the pressure for the wheel, at most the demand. */
float slip_control_update(slip_control *control, const wheel_brake *brake, const slip_inputs *in);
