#include "wheel_brake.h"

#include <math.h>
#include <stdint.h>

#include "calibration.h"
#include "limit.h"

void wheel_brake_init(wheel_brake *brake, float nm_per_bar)
{
    *brake = (wheel_brake){.nm_per_bar = nm_per_bar};
}

bool wheel_brake_rolls(const wheel_brake *brake)
{
    return brake->speed_known && (brake->tyre_torque_nm < ROLLING_TORQUE_NM) &&
           (fabsf(brake->acceleration_rad_per_s2) < ROLLING_ACCELERATION_RAD_PER_S2);
}

static float delayed_command(wheel_brake *brake, float commanded_bar)
{
    float oldest_bar = brake->commanded_bar[0];
    for (uint32_t i = 1; i < COMMAND_DELAY_CYCLES; i++) {
        brake->commanded_bar[i - 1U] = brake->commanded_bar[i];
    }
    brake->commanded_bar[COMMAND_DELAY_CYCLES - 1U] = commanded_bar;
    return oldest_bar;
}

/* First-order lag with limited slope; the share is that of an exact step over one cycle. */
static void move_pressure(wheel_brake *brake, float wanted_bar)
{
    const float share = CYCLE_S / (HYDRAULIC_LAG_S + (0.5f * CYCLE_S));
    float step_bar = limit(share * (wanted_bar - brake->pressure_bar), -HYDRAULIC_RELEASE_BAR_PER_S * CYCLE_S,
                           HYDRAULIC_BUILD_BAR_PER_S * CYCLE_S);
    brake->measured_pressure_bar = brake->pressure_bar;
    brake->pressure_bar += step_bar;
}

static void observe(wheel_brake *brake, float speed_rad_per_s)
{
    float acceleration = (speed_rad_per_s - brake->speed_rad_per_s) / CYCLE_S;
    float brake_torque_nm = brake->nm_per_bar * brake->measured_pressure_bar;
    float tyre_torque_nm = brake_torque_nm + (WHEEL_INERTIA_KGM2 * acceleration);
    brake->acceleration_rad_per_s2 += TORQUE_FILTER * (acceleration - brake->acceleration_rad_per_s2);
    brake->tyre_torque_nm += TORQUE_FILTER * (tyre_torque_nm - brake->tyre_torque_nm);
    /* A standing wheel gives back only what the brake holds against; the road never drives a braked car. */
    brake->tyre_torque_nm = limit(brake->tyre_torque_nm, 0.0f, brake->nm_per_bar * HYDRAULIC_MAX_BAR);
}

void wheel_brake_update(wheel_brake *brake, float commanded_bar, bool speed_valid, float speed_rad_per_s)
{
    move_pressure(brake, delayed_command(brake, commanded_bar));
    if (speed_valid && brake->speed_known) {
        observe(brake, speed_rad_per_s);
    }
    brake->speed_known = speed_valid;
    brake->speed_rad_per_s = speed_rad_per_s;
}
