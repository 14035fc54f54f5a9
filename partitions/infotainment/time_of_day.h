/* The clock on the dashboard. */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* What the clock shows so long after power-on, in minutes since midnight. */
uint32_t time_of_day_minute(uint32_t since_power_on_ms);

/* Hours and minutes; a time after midnight begins again at 0. */
void time_of_day_format(char *text, size_t bytes, uint32_t minute_of_day);
