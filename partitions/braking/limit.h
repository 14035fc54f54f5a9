/* Small arithmetic that every controller needs. */
#pragma once

static inline float limit(float value, float least, float most)
{
    if (value < least) {
        return least;
    }
    return (value > most) ? most : value;
}

/* Moves `from` towards `to` by at most `step`, which is not negative. */
static inline float approach(float from, float to, float step)
{
    return from + limit(to - from, -step, step);
}
