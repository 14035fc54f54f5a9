/* What the brake controller tells the rest of the car, as it lies in the sampling port `vehicle-state`. */
#pragma once

#include <stdint.h>

typedef enum {
    VEHICLE_STATE_STARTING = 0, /* inputs are not all valid yet */
    VEHICLE_STATE_NORMAL = 1,
    VEHICLE_STATE_DEGRADED = 2, /* brakes work, slip control of some wheel or a plausibility check does not */
    VEHICLE_STATE_SAFE_STOP = 3 /* the pedal is lost: the car brakes to a stop by itself */
} vehicle_fault_state;

typedef struct {
    uint32_t cycle;              /* counts the controller's cycles, so that a reader sees a stopped writer */
    uint32_t distance_mm;        /* way since the controller started, wraps */
    uint16_t speed_kmh_x100;     /* reference speed over ground */
    uint16_t demand_bar_x100;    /* pressure that the driver, or the safe stop, asks for */
    uint8_t brake_active;        /* 1 while the brakes are asked for pressure */
    uint8_t standstill;          /* 1 while the car stands: seen by wheels and acceleration, for a quarter of a second */
    uint8_t abs_wheels;          /* wheels whose pressure slip control holds back: bits 0..3 are FL, FR, RL, RR */
    uint8_t fault_state;         /* vehicle_fault_state */
} vehicle_state;

_Static_assert(sizeof(vehicle_state) == 16U, "the port vehicle-state has 16 bytes");
