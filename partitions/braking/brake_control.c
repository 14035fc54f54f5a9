#include "brake_control.h"

#include <math.h>

#include "calibration.h"

/* Less than this is no braking: a wheel under it rolls. */
#define BRAKING_FROM_BAR 0.5f

void brake_control_init(brake_control *control)
{
    *control = (brake_control){.front_difference_bar = FRONT_DIFFERENCE_AT_ONCE_BAR};
    for (uint32_t wheel = 0; wheel < WHEEL_COUNT; wheel++) {
        wheel_brake_init(&control->brakes[wheel], wheel_is_front(wheel) ? FRONT_NM_PER_BAR : REAR_NM_PER_BAR);
    }
}

bool brake_control_abs_active(const brake_control *control)
{
    for (uint32_t wheel = 0; wheel < WHEEL_COUNT; wheel++) {
        if (slip_is_active(&control->slip[wheel])) {
            return true;
        }
    }
    return false;
}

static bool is_pressed(const brake_control *control)
{
    if (control->demand.pressure_bar > BRAKING_FROM_BAR) {
        return true;
    }
    for (uint32_t wheel = 0; wheel < WHEEL_COUNT; wheel++) {
        if (control->brakes[wheel].pressure_bar > BRAKING_FROM_BAR) {
            return true;
        }
    }
    return false;
}

/* Wheels that were braked need a moment until they roll again. */
static bool is_braking(brake_control *control)
{
    if (is_pressed(control)) {
        control->unbraked_cycles = 0;
    } else if (control->unbraked_cycles < ROLLING_AFTER_CYCLES) {
        control->unbraked_cycles++;
    } else {
        /* Long enough. */
    }
    return control->unbraked_cycles < ROLLING_AFTER_CYCLES;
}

static void check_wheels(brake_control *control, const brake_inputs *in, bool braking)
{
    wheel_monitor_inputs seen = {.braking = braking,
                                 .reference_known = control->reference.started,
                                 .reference_mps = control->reference.speed_mps};
    for (uint32_t wheel = 0; wheel < WHEEL_COUNT; wheel++) {
        seen.valid[wheel] = in->wheel_valid[wheel];
        seen.rad_per_s[wheel] = in->wheel_rad_per_s[wheel];
        seen.released[wheel] = braking && (control->brakes[wheel].pressure_bar < WHEEL_RELEASED_BELOW_BAR);
    }
    wheel_monitor_update(&control->monitor, &seen);
    for (uint32_t wheel = 0; wheel < WHEEL_COUNT; wheel++) {
        control->wheel_usable[wheel] = in->wheel_valid[wheel] && !control->monitor.faulty[wheel];
    }
}

static void observe_wheels(brake_control *control, const brake_inputs *in)
{
    for (uint32_t wheel = 0; wheel < WHEEL_COUNT; wheel++) {
        wheel_brake_update(&control->brakes[wheel], control->pressure_bar[wheel], control->wheel_usable[wheel],
                           in->wheel_rad_per_s[wheel]);
    }
}

static bool acceleration_is_usable(const brake_inputs *in)
{
    return in->acceleration_valid && (fabsf(in->acceleration_mps2) <= ACCELERATION_MAX_MPS2);
}

/* Without the sensor: what the tyres' observed torques do to the car. */
static float acceleration_from_brakes_mps2(const brake_control *control)
{
    float torque_nm = 0.0f;
    for (uint32_t wheel = 0; wheel < WHEEL_COUNT; wheel++) {
        torque_nm += control->brakes[wheel].tyre_torque_nm;
    }
    return -torque_nm / (WHEEL_RADIUS_M * CAR_MASS_KG);
}

static void estimate_speed(brake_control *control, const brake_inputs *in, bool braking, float acceleration_mps2)
{
    reference_inputs seen = {.acceleration_mps2 = acceleration_mps2,
                             .acceleration_measured = acceleration_is_usable(in),
                             .braking = braking,
                             .abs_active = brake_control_abs_active(control)};
    for (uint32_t wheel = 0; wheel < WHEEL_COUNT; wheel++) {
        seen.wheel_valid[wheel] = control->wheel_usable[wheel];
        seen.wheel_mps[wheel] = in->wheel_rad_per_s[wheel] * WHEEL_RADIUS_M;
        seen.wheel_rolls[wheel] = wheel_brake_rolls(&control->brakes[wheel]);
    }
    reference_speed_update(&control->reference, &seen);
}

/* Driver's demand at an axle, before slip control. */
static float axle_demand_bar(float demand_bar, bool front)
{
    if (front || (demand_bar <= REAR_KNEE_BAR)) {
        return demand_bar;
    }
    return REAR_KNEE_BAR + (REAR_SHARE_ABOVE_KNEE * (demand_bar - REAR_KNEE_BAR));
}

static void control_slip(brake_control *control, const brake_inputs *in, float vehicle_mps2)
{
    float wanted_bar = fmaxf(control->demand.pressure_bar, in->prefill_bar);
    for (uint32_t wheel = 0; wheel < WHEEL_COUNT; wheel++) {
        slip_inputs seen = {.vehicle_mps = control->reference.speed_mps,
                            .vehicle_mps2 = vehicle_mps2,
                            .demand_bar = axle_demand_bar(wanted_bar, wheel_is_front(wheel))};
        if (control->wheel_usable[wheel] && !control->reference.standstill) {
            control->pressure_bar[wheel] = slip_control_update(&control->slip[wheel], &control->brakes[wheel], &seen);
        } else {
            slip_control_reset(&control->slip[wheel]);
            control->pressure_bar[wheel] = seen.demand_bar;
        }
    }
}

/* A wheel that is not seen gets what the one beside it may have; an axle that is not seen at all gets little. */
static void limit_unseen_wheels(brake_control *control)
{
    for (uint32_t wheel = 0; wheel < WHEEL_COUNT; wheel++) {
        uint32_t beside = wheel_beside(wheel);
        if (control->wheel_usable[wheel] || control->reference.standstill) {
            continue;
        }
        if (control->wheel_usable[beside]) {
            control->pressure_bar[wheel] = control->pressure_bar[beside];
        } else {
            float most_bar = wheel_is_front(wheel) ? BLIND_FRONT_MAX_BAR : BLIND_REAR_MAX_BAR;
            control->pressure_bar[wheel] = fminf(control->pressure_bar[wheel], most_bar);
        }
    }
}

/* Select low: both rear wheels get the smaller pressure, so that the rear axle keeps its side force. */
static void select_low_at_the_rear(brake_control *control)
{
    if (slip_is_active(&control->slip[WHEEL_RL]) || slip_is_active(&control->slip[WHEEL_RR])) {
        float low_bar = fminf(control->pressure_bar[WHEEL_RL], control->pressure_bar[WHEEL_RR]);
        control->pressure_bar[WHEEL_RL] = low_bar;
        control->pressure_bar[WHEEL_RR] = low_bar;
    }
}

/*
 * Where only one side has grip the car turns towards it. The front wheel with more grip therefore gets more than the
 * other only little by little, so that the driver has time to steer against it.
 */
static void delay_yaw_moment(brake_control *control)
{
    if (!slip_is_active(&control->slip[WHEEL_FL]) && !slip_is_active(&control->slip[WHEEL_FR])) {
        control->front_difference_bar = FRONT_DIFFERENCE_AT_ONCE_BAR;
        return;
    }
    float low_bar = fminf(control->pressure_bar[WHEEL_FL], control->pressure_bar[WHEEL_FR]);
    float most_bar = low_bar + control->front_difference_bar;
    control->pressure_bar[WHEEL_FL] = fminf(control->pressure_bar[WHEEL_FL], most_bar);
    control->pressure_bar[WHEEL_FR] = fminf(control->pressure_bar[WHEEL_FR], most_bar);
    control->front_difference_bar =
        fminf(control->front_difference_bar + (FRONT_DIFFERENCE_BAR_PER_S * CYCLE_S), HYDRAULIC_MAX_BAR);
}

/* True once an actuator is known not to do what it is told. */
static bool actuator_fails(brake_control *control, const brake_inputs *in, uint32_t wheel)
{
    if (in->actuator_valid[wheel]) {
        float deviation_bar = fabsf(in->actuator_bar[wheel] - control->brakes[wheel].pressure_bar);
        uint32_t cycles = control->pressure_deviation_cycles[wheel] + 1U;
        control->pressure_deviation_cycles[wheel] = (deviation_bar > PRESSURE_DEVIATION_BAR) ? cycles : 0U;
    }
    return in->actuator_safe_state[wheel] ||
           (control->pressure_deviation_cycles[wheel] >= PRESSURE_DEVIATION_FAULT_CYCLES);
}

static void judge_degradation(brake_control *control, const brake_inputs *in)
{
    bool complete = acceleration_is_usable(in) && (control->demand.state == DEMAND_NORMAL);
    for (uint32_t wheel = 0; wheel < WHEEL_COUNT; wheel++) {
        bool works = !actuator_fails(control, in, wheel);
        complete = complete && control->wheel_usable[wheel] && works;
    }
    control->complete_once = control->complete_once || complete;
    control->degraded = !complete;
}

void brake_control_step(brake_control *control, const brake_inputs *in)
{
    bool braking = is_braking(control);
    check_wheels(control, in, braking);
    observe_wheels(control, in);
    float vehicle_mps2 =
        acceleration_is_usable(in) ? in->acceleration_mps2 : acceleration_from_brakes_mps2(control);
    estimate_speed(control, in, braking, vehicle_mps2);
    driver_demand_update(&control->demand, &in->pedal);
    control_slip(control, in, vehicle_mps2);
    limit_unseen_wheels(control);
    select_low_at_the_rear(control);
    delay_yaw_moment(control);
    judge_degradation(control, in);
}
