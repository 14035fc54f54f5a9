/*
 * What happens at one braked wheel: the pressure that the hydraulics have by now, and from it and the wheel's
 * deceleration the torque that the road gives back through the tyre,
 *
 *   inertia * acceleration = tyre torque - brake torque.
 *
 * The pressure is modelled from the commands, since measured ones come too late and too seldom.
 */
#pragma once

#include <stdbool.h>

/* Commands take so many cycles to the hydraulics: bus, check and dead time. */
#define COMMAND_DELAY_CYCLES 2U

typedef struct {
    float nm_per_bar;
    float commanded_bar[COMMAND_DELAY_CYCLES]; /* oldest first */
    float pressure_bar;
    float measured_pressure_bar; /* that of the time at which the wheel speed was measured */
    bool speed_known;
    float speed_rad_per_s;
    float acceleration_rad_per_s2; /* filtered */
    float tyre_torque_nm;          /* filtered by the same filter */
} wheel_brake;

/* True while neither brake nor road turn the wheel noticeably: it has the speed of the road. */
bool wheel_brake_rolls(const wheel_brake *brake);

void wheel_brake_init(wheel_brake *brake, float nm_per_bar);

/* One cycle; `commanded_bar` is what was commanded in the cycle before. */
void wheel_brake_update(wheel_brake *brake, float commanded_bar, bool speed_valid, float speed_rad_per_s);
