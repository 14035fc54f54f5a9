/*
 * The brake controller: from checked inputs to four pressures, once a cycle. Knows no bus and no kernel, so that it
 * can be run against a model of a car anywhere.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "driver_demand.h"
#include "reference_speed.h"
#include "slip_control.h"
#include "wheel_brake.h"
#include "wheel_monitor.h"
#include "wheels.h"

/* Valid: a message that passed its checks and is young enough. */
typedef struct {
    pedal_inputs pedal;
    bool wheel_valid[WHEEL_COUNT];
    float wheel_rad_per_s[WHEEL_COUNT];
    bool acceleration_valid;
    float acceleration_mps2;
    bool actuator_valid[WHEEL_COUNT];
    bool actuator_safe_state[WHEEL_COUNT]; /* an actuator says that it disregards the commands */
    float actuator_bar[WHEEL_COUNT];       /* measured pressure */
    float prefill_bar;                     /* lays the brakes on before the driver brakes; 0 without a hint */
} brake_inputs;

typedef struct {
    driver_demand demand;
    wheel_monitor monitor;
    reference_speed reference;
    wheel_brake brakes[WHEEL_COUNT];
    slip_control slip[WHEEL_COUNT];
    bool wheel_usable[WHEEL_COUNT];
    uint32_t pressure_deviation_cycles[WHEEL_COUNT];
    float front_difference_bar; /* what one front wheel may have more than the other */
    uint32_t unbraked_cycles; /* since the last pressure */
    bool complete_once; /* all inputs were valid at the same time */
    bool degraded;
    float pressure_bar[WHEEL_COUNT];
} brake_control;

void brake_control_init(brake_control *control);

/* One cycle; the result stands in `pressure_bar`. */
void brake_control_step(brake_control *control, const brake_inputs *in);

bool brake_control_abs_active(const brake_control *control);
