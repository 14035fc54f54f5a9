/* How firmly the pedal brakes: a driver's setting, one byte in the sampling port `brake-feel`. */
#pragma once

#define BRAKE_FEEL_BYTES 1U

typedef enum { BRAKE_FEEL_COMFORT = 0, BRAKE_FEEL_NORMAL = 1, BRAKE_FEEL_SPORT = 2 } brake_feel;
