/*
 * The driver's demand: two pedal tracks to one pressure, and what happens without them.
 *
 *   STARTING --pedal good--> NORMAL <--> HOLD --100 ms--> SAFE_STOP --pedal good for 50 ms--> NORMAL
 *       `------------- 500 ms without a good pedal ----------^
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

typedef enum { DEMAND_STARTING = 0, DEMAND_NORMAL = 1, DEMAND_HOLD = 2, DEMAND_SAFE_STOP = 3 } demand_state;

typedef struct {
    demand_state state;
    uint32_t cycles_in_state;
    uint32_t disagreeing_cycles;
    uint32_t good_cycles;
    float pressure_bar;
} driver_demand;

typedef struct {
    bool valid; /* a good message is there and the sensor calls itself normal */
    float track1_percent;
    float track2_percent; /* 100 % less the position */
    float feel_gain;      /* of a gently pressed pedal; 1 is normal */
} pedal_inputs;

/*
 * Pressure that a pedal position asks for at the front axle. The gain counts less the further the pedal goes: fully
 * pressed it asks for full pressure, whatever the driver's setting.
 */
float pedal_pressure_bar(float position_percent, float feel_gain);

/* One cycle; the result stands in `pressure_bar`. */
void driver_demand_update(driver_demand *demand, const pedal_inputs *in);
