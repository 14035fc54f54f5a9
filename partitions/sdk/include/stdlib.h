/* The part of C's <stdlib.h> that firmware needs; there is no heap. */
#pragma once

#include <stddef.h>

static inline int abs(int x)
{
    return (x < 0) ? -x : x;
}

static inline long labs(long x)
{
    return (x < 0) ? -x : x;
}

static inline long long llabs(long long x)
{
    return (x < 0) ? -x : x;
}
