/*
 * The part of C's <math.h> that firmware needs, for float only. Those above the line are single instructions or
 * exact; those below are computed in double precision and err by at most 1 unit in the last place of the
 * result, under round-to-nearest. Special values as C17 Annex F has them; errno does not exist.
 */
#pragma once

#define NAN __builtin_nanf("")
#define INFINITY __builtin_inff()
#define HUGE_VALF INFINITY

#define isnan(x) __builtin_isnan(x)
#define isinf(x) __builtin_isinf(x)
#define isfinite(x) __builtin_isfinite(x)
#define signbit(x) __builtin_signbit(x)

static inline float sqrtf(float x)
{
    float root;
    __asm__("fsqrt.s %0, %1" : "=f"(root) : "f"(x));
    return root;
}

static inline float fabsf(float x)
{
    return __builtin_fabsf(x);
}

static inline float copysignf(float magnitude, float sign)
{
    return __builtin_copysignf(magnitude, sign);
}

static inline float fminf(float a, float b)
{
    return __builtin_fminf(a, b);
}

static inline float fmaxf(float a, float b)
{
    return __builtin_fmaxf(a, b);
}

static inline float floorf(float x)
{
    return __builtin_floorf(x);
}

static inline float ceilf(float x)
{
    return __builtin_ceilf(x);
}

static inline float truncf(float x)
{
    return __builtin_truncf(x);
}

/* Half way cases away from zero. */
static inline float roundf(float x)
{
    return __builtin_roundf(x);
}

/* Exact. */
float fmodf(float x, float y);

/* -------------------------------------------------------------------------------------------------------------- */

float sinf(float x);
float cosf(float x);
float tanf(float x);
float asinf(float x);
float acosf(float x);
float atanf(float x);
float atan2f(float y, float x);
float expf(float x);
float logf(float x);
float powf(float x, float y);
