#include "slip_control.h"

#include <math.h>

#include "calibration.h"
#include "limit.h"

/* A change of the command below this is called holding. */
#define HOLD_BAND_BAR 0.5f

#define LEAST_DIVISOR_MPS 0.5f

float wheel_slip(float wheel_rad_per_s, float vehicle_mps)
{
    float wheel_mps = wheel_rad_per_s * WHEEL_RADIUS_M;
    return (vehicle_mps - wheel_mps) / fmaxf(vehicle_mps, LEAST_DIVISOR_MPS);
}

void slip_control_reset(slip_control *control)
{
    float slip = control->slip;
    *control = (slip_control){.phase = SLIP_INACTIVE, .slip = slip};
}

static float target_slip(float vehicle_mps)
{
    return TARGET_SLIP + (TARGET_SLIDING_MPS / fmaxf(vehicle_mps, LEAST_DIVISOR_MPS));
}

static float slip_rate_per_s(const slip_control *control, const wheel_brake *brake, const slip_inputs *in)
{
    float wheel_mps2 = brake->acceleration_rad_per_s2 * WHEEL_RADIUS_M;
    float rolling_mps2 = in->vehicle_mps2 * (1.0f - control->slip);
    return (rolling_mps2 - wheel_mps2) / fmaxf(in->vehicle_mps, LEAST_DIVISOR_MPS);
}

static bool must_begin(const slip_control *control, const wheel_brake *brake, const slip_inputs *in)
{
    float expected = control->slip + (ENTRY_PREDICTION_S * slip_rate_per_s(control, brake, in));
    return expected > (ENTRY_SLIP_OVER_TARGET * target_slip(in->vehicle_mps));
}

static void follow_better_grip(slip_control *control, float target)
{
    if (control->slip < (GRIP_SLIP_SHARE * target)) {
        control->grip_bar_per_s += GRIP_BUILD_BAR_PER_S2 * CYCLE_S;
        control->grip_bar = fminf(control->grip_bar + (control->grip_bar_per_s * CYCLE_S), GRIP_BUILD_MAX_BAR);
    } else {
        control->grip_bar_per_s = 0.0f;
        control->grip_bar = approach(control->grip_bar, 0.0f, GRIP_FADE_BAR_PER_S * CYCLE_S);
    }
}

/* Pressure at which the wheel gets the acceleration that brings its slip to the target. */
static float wanted_pressure_bar(const slip_control *control, const wheel_brake *brake, const slip_inputs *in)
{
    float target = target_slip(in->vehicle_mps);
    float rolling = in->vehicle_mps2 * (1.0f - target) / WHEEL_RADIUS_M;
    float correcting = SLIP_GAIN_PER_S * (control->slip - target) * in->vehicle_mps / WHEEL_RADIUS_M;
    float torque_nm = brake->tyre_torque_nm - (WHEEL_INERTIA_KGM2 * (rolling + correcting));
    return (torque_nm / brake->nm_per_bar) + control->grip_bar;
}

static slip_phase phase_of(float change_bar)
{
    if (change_bar > HOLD_BAND_BAR) {
        return SLIP_BUILD;
    }
    return (change_bar < -HOLD_BAND_BAR) ? SLIP_RELEASE : SLIP_HOLD;
}

static bool is_satisfied(slip_control *control, float demand_bar)
{
    if (control->pressure_bar < demand_bar) {
        control->satisfied_cycles = 0;
        return false;
    }
    control->satisfied_cycles++;
    return control->satisfied_cycles >= ABS_EXIT_CYCLES;
}

float slip_control_update(slip_control *control, const wheel_brake *brake, const slip_inputs *in)
{
    control->slip = wheel_slip(brake->speed_rad_per_s, in->vehicle_mps);
    float off_below_mps = slip_is_active(control) ? ABS_OFF_BELOW_MPS : ABS_ON_ABOVE_MPS;
    if ((in->vehicle_mps < off_below_mps) || (in->demand_bar < ABS_LEAST_DEMAND_BAR)) {
        slip_control_reset(control);
        return in->demand_bar;
    }
    if (!slip_is_active(control) && !must_begin(control, brake, in)) {
        return in->demand_bar;
    }
    follow_better_grip(control, target_slip(in->vehicle_mps));
    float change_bar = wanted_pressure_bar(control, brake, in) - brake->pressure_bar;
    control->phase = phase_of(change_bar);
    control->pressure_bar = limit(brake->pressure_bar + (PRESSURE_LEAD * change_bar), 0.0f, in->demand_bar);
    if (is_satisfied(control, in->demand_bar)) {
        slip_control_reset(control);
    }
    return slip_is_active(control) ? control->pressure_bar : in->demand_bar;
}
