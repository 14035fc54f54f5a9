/* The driver's choice of how firmly the pedal brakes, told to braking again and again: it takes it over at a standstill. */
#pragma once

#include <reference/brake_feel.h>

void brake_feel_choose(brake_feel choice);

/* Tells braking; to be called several times a second. */
void brake_feel_tell(void);
