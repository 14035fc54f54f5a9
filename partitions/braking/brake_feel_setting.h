/*
 * The driver's setting of how firmly the pedal brakes, from infotainment. Advisory: taken over only once the car has
 * stood for a second, range-checked, and normal when nothing recent or nothing sensible is there.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

typedef struct {
    uint32_t still_cycles;
    uint32_t level; /* brake_feel as a number: 1 is normal */
} brake_feel_setting;

void brake_feel_init(brake_feel_setting *setting);

/* One cycle: reads the port if the car has stood long enough. */
void brake_feel_update(brake_feel_setting *setting, bool standstill);

/* Pressure at a gently pressed pedal in parts of the normal one. */
float brake_feel_gain(const brake_feel_setting *setting);
