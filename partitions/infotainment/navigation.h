/* Where the car is on its route, and what the driver is to do next. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "city.h"

typedef struct {
    uint32_t travelled_mm; /* along the route since power-on; wraps with the tour */
    uint32_t speed_kmh;
    bool speed_known;
} navigation_state;

typedef struct {
    float east_m;
    float north_m;
    float heading_sin; /* clockwise from north */
    float heading_cos;
} pose;

typedef struct {
    turn direction;
    const char *into;
    uint32_t distance_m;
} manoeuvre;

/* Measures the route; must be called before the rest. */
void navigation_start(void);

/* Takes in what the brake controller last said of the car: its way since power-on and its speed. */
void navigation_update(uint32_t distance_mm, uint32_t speed_kmh_x100);

/* The brake controller is silent: the position stays. */
void navigation_no_signal(void);

navigation_state navigation_now(void);

pose navigation_pose(uint32_t travelled_mm);

/* Index of the corner that lies ahead. */
uint32_t navigation_next_corner(uint32_t travelled_mm);

manoeuvre navigation_next(uint32_t travelled_mm);

uint32_t navigation_remaining_m(uint32_t travelled_mm);

uint32_t navigation_remaining_s(uint32_t travelled_mm);
