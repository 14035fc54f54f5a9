/* The four wheels, in the order of ports, messages and bits. */
#pragma once

#include <stdbool.h>

typedef enum { WHEEL_FL = 0, WHEEL_FR = 1, WHEEL_RL = 2, WHEEL_RR = 3 } wheel_index;

#define WHEEL_COUNT 4U

static inline bool wheel_is_front(unsigned int wheel)
{
    return wheel <= (unsigned int)WHEEL_FR;
}

/* The other wheel of the same axle. */
static inline unsigned int wheel_beside(unsigned int wheel)
{
    return wheel ^ 1U;
}
