#include "time_of_day.h"

#include <stdio.h>

#define MS_PER_MIN 60000U
#define MIN_PER_H 60U
#define MIN_PER_DAY 1440U

/* There is no battery-backed clock: power comes on at nine minutes past ten. */
#define AT_POWER_ON_MIN (10U * MIN_PER_H + 9U)

uint32_t time_of_day_minute(uint32_t since_power_on_ms)
{
    return (AT_POWER_ON_MIN + since_power_on_ms / MS_PER_MIN) % MIN_PER_DAY;
}

void time_of_day_format(char *text, size_t bytes, uint32_t minute_of_day)
{
    uint32_t minute = minute_of_day % MIN_PER_DAY;
    (void)snprintf(text, bytes, "%u:%02u", (unsigned int)(minute / MIN_PER_H), (unsigned int)(minute % MIN_PER_H));
}
