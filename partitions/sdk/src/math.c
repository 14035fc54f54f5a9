/*
 * Float functions, computed in double: its 29 more bits let short series and one rounding at the end stay within
 * one unit in the last place.
 */
#include <math.h>
#include <stdbool.h>
#include <stdint.h>

#define PI 3.14159265358979323846
#define PI_2 1.57079632679489661923
#define PI_4 0.78539816339744830962
#define LN2 0.69314718055994530942
#define LOG2_E 1.44269504088896340736
#define SQRT2 1.41421356237309504880
#define TAN_PI_8 0.41421356237309504880

#define FLOAT_FRACTION_BITS 23U
#define FLOAT_FRACTION_MASK 0x007fffffU
#define FLOAT_HIDDEN_BIT 0x00800000U
#define FLOAT_SIGN 0x80000000U
#define FLOAT_INFINITY 0x7f800000U
#define FLOAT_EXPONENT_MAX 255U
#define FLOAT_LSB_BIAS 150 /* a float is mantissa * 2^(exponent field - 150) */

#define DOUBLE_FRACTION_BITS 52U
#define DOUBLE_BIAS 1023
#define DOUBLE_EXPONENT_MASK 0x7ffU

/* exp() of these and beyond is infinite or rounds to zero in float. */
#define EXP_OVERFLOW 89.0
#define EXP_UNDERFLOW (-104.0)

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static uint32_t float_bits(float x)
{
    uint32_t bits;
    __builtin_memcpy(&bits, &x, sizeof bits);
    return bits;
}

static float float_of(uint32_t bits)
{
    float x;
    __builtin_memcpy(&x, &bits, sizeof x);
    return x;
}

static uint64_t double_bits(double x)
{
    uint64_t bits;
    __builtin_memcpy(&bits, &x, sizeof bits);
    return bits;
}

static double double_of(uint64_t bits)
{
    double x;
    __builtin_memcpy(&x, &bits, sizeof x);
    return x;
}

static double sqrt_double(double x)
{
    double root;
    __asm__("fsqrt.d %0, %1" : "=f"(root) : "f"(x));
    return root;
}

static double fabs_double(double x)
{
    return __builtin_fabs(x);
}

/* coefficients[0] + coefficients[1] x + … */
static double polynomial(double x, const double *coefficients, uint32_t count)
{
    double sum = coefficients[count - 1U];
    for (uint32_t i = count - 1U; i > 0U; i--) {
        sum = sum * x + coefficients[i - 1U];
    }
    return sum;
}

/* ---- remainder ---- */

static int32_t exponent_of(uint32_t magnitude)
{
    uint32_t field = magnitude >> FLOAT_FRACTION_BITS;
    return (field == 0U) ? 1 : (int32_t)field;
}

static uint32_t mantissa_of(uint32_t magnitude)
{
    uint32_t fraction = magnitude & FLOAT_FRACTION_MASK;
    return (magnitude >= FLOAT_HIDDEN_BIT) ? (fraction | FLOAT_HIDDEN_BIT) : fraction;
}

float fmodf(float x, float y)
{
    uint32_t sign = float_bits(x) & FLOAT_SIGN;
    uint32_t a = float_bits(x) & ~FLOAT_SIGN;
    uint32_t b = float_bits(y) & ~FLOAT_SIGN;
    if ((a >= FLOAT_INFINITY) || (b > FLOAT_INFINITY) || (b == 0U)) {
        return (x * y) / (x * y); /* an invalid operation */
    }
    if (a < b) {
        return x;
    }
    const int32_t step_bits = 8; /* a mantissa has 24 bits, so 8 more fit into a word */
    int32_t shift = exponent_of(a) - exponent_of(b);
    uint32_t divisor = mantissa_of(b);
    uint32_t remainder = mantissa_of(a) % divisor;
    for (; shift >= step_bits; shift -= step_bits) {
        remainder = (remainder << step_bits) % divisor;
    }
    remainder = (remainder << shift) % divisor;
    if (remainder == 0U) {
        return float_of(sign);
    }
    int32_t exponent = exponent_of(b);
    while ((remainder < FLOAT_HIDDEN_BIT) && (exponent > 1)) {
        remainder <<= 1;
        exponent--;
    }
    if (remainder < FLOAT_HIDDEN_BIT) {
        return float_of(sign | remainder);
    }
    return float_of(sign | ((uint32_t)exponent << FLOAT_FRACTION_BITS) | (remainder & FLOAT_FRACTION_MASK));
}

/* ---- sine, cosine, tangent ---- */

/* 32 zeros, then 2/pi's bits behind the point: a float's highest bit has at most the weight 2^127. */
static const uint32_t two_over_pi[] = {0x00000000U, 0xa2f9836eU, 0x4e441529U, 0xfc2757d1U,
                                       0xf534ddc0U, 0xdb629599U, 0x3c439041U, 0xfe5163abU};
#define TWO_OVER_PI_LEADING_ZEROS 32

#define WORD_BITS 32U
#define FRACTION_SCALE 0x1p-94 /* weight of the lowest bit of the product's 96 */
#define TWO_32 0x1p32
#define TWO_64 0x1p64

/* An angle as quadrant * pi/2 + rest, |rest| <= pi/4. */
struct angle {
    uint32_t quadrant;
    double rest;
};

/*
 * Only the bits of 2/pi that give the quotient modulo 4 and 94 bits behind its point are multiplied: the others
 * are whole turns or too small (M. Payne and R. Hanek's idea).
 */
static struct angle reduce_magnitude(uint32_t magnitude)
{
    int32_t exponent = exponent_of(magnitude) - FLOAT_LSB_BIAS;
    uint32_t mantissa = mantissa_of(magnitude);
    uint32_t first_bit = (uint32_t)(exponent - 2 + TWO_OVER_PI_LEADING_ZEROS);
    uint32_t word = first_bit / WORD_BITS;
    uint32_t shift = first_bit % WORD_BITS;
    uint32_t window[3];
    for (uint32_t i = 0; i < COUNT(window); i++) {
        uint64_t pair = ((uint64_t)two_over_pi[word + i] << WORD_BITS) | two_over_pi[word + i + 1U];
        window[i] = (uint32_t)((pair << shift) >> WORD_BITS);
    }
    uint64_t low = (uint64_t)mantissa * window[2];
    uint64_t middle = (uint64_t)mantissa * window[1] + (low >> WORD_BITS);
    uint32_t high = mantissa * window[0] + (uint32_t)(middle >> WORD_BITS);

    /* The two highest bits are the quotient; rounding it to nearest leaves a signed fraction. */
    const uint32_t fraction_bits = 30;
    struct angle result;
    result.quadrant = (high + (1U << (fraction_bits - 1U))) >> fraction_bits;
    int32_t fraction = (int32_t)(high - (result.quadrant << fraction_bits));
    double turns = fraction * TWO_64 + ((uint32_t)middle * TWO_32 + (uint32_t)low);
    result.rest = turns * FRACTION_SCALE * PI_2;
    return result;
}

static struct angle reduce(float x)
{
    uint32_t magnitude = float_bits(x) & ~FLOAT_SIGN;
    if (magnitude <= float_bits((float)PI_4)) {
        struct angle small = {0, (double)x};
        return small;
    }
    struct angle result = reduce_magnitude(magnitude);
    if (x < 0.0F) {
        result.quadrant = 0U - result.quadrant;
        result.rest = -result.rest;
    }
    result.quadrant &= 3U;
    return result;
}

/* Taylor; at pi/4 the first term left out is below 2^-37 of the sum. */
static const double sine_terms[] = {1.0,           -1.0 / 6.0,      1.0 / 120.0,
                                    -1.0 / 5040.0, 1.0 / 362880.0, -1.0 / 39916800.0};
static const double cosine_terms[] = {1.0,           -1.0 / 2.0,     1.0 / 24.0,          -1.0 / 720.0,
                                      1.0 / 40320.0, -1.0 / 3628800.0, 1.0 / 479001600.0};

static double sine_of_rest(double r)
{
    return r * polynomial(r * r, sine_terms, COUNT(sine_terms));
}

static double cosine_of_rest(double r)
{
    return polynomial(r * r, cosine_terms, COUNT(cosine_terms));
}

static float sine_of(struct angle angle)
{
    double value = ((angle.quadrant & 1U) == 0U) ? sine_of_rest(angle.rest) : cosine_of_rest(angle.rest);
    return (float)(((angle.quadrant & 2U) == 0U) ? value : -value);
}

float sinf(float x)
{
    if (!isfinite(x)) {
        return x - x;
    }
    return (x == 0.0F) ? x : sine_of(reduce(x));
}

float cosf(float x)
{
    if (!isfinite(x)) {
        return x - x;
    }
    struct angle angle = reduce(x);
    angle.quadrant = (angle.quadrant + 1U) & 3U;
    return sine_of(angle);
}

float tanf(float x)
{
    if (!isfinite(x)) {
        return x - x;
    }
    if (x == 0.0F) {
        return x;
    }
    struct angle angle = reduce(x);
    double sine = sine_of_rest(angle.rest);
    double cosine = cosine_of_rest(angle.rest);
    return (float)(((angle.quadrant & 1U) == 0U) ? sine / cosine : -cosine / sine);
}

/* ---- inverse functions ---- */

/* Taylor; at tan(pi/8) the first term left out is below 2^-38 of the sum. */
static const double arc_terms[] = {1.0,        -1.0 / 3.0,  1.0 / 5.0,   -1.0 / 7.0,  1.0 / 9.0,
                                   -1.0 / 11.0, 1.0 / 13.0, -1.0 / 15.0, 1.0 / 17.0,  -1.0 / 19.0,
                                   1.0 / 21.0, -1.0 / 23.0, 1.0 / 25.0,  -1.0 / 27.0};

static double arctangent(double x)
{
    double a = fabs_double(x);
    double offset = 0.0;
    if (a > 1.0 / TAN_PI_8) {
        offset = PI_2;
        a = -1.0 / a;
    } else if (a > TAN_PI_8) {
        offset = PI_4;
        a = (a - 1.0) / (a + 1.0);
    }
    double value = offset + a * polynomial(a * a, arc_terms, COUNT(arc_terms));
    return (x < 0.0) ? -value : value;
}

/* Not for zeros, infinities and NaN in both. */
static double arctangent2(double y, double x)
{
    if (x > 0.0) {
        return arctangent(y / x);
    }
    double half = (y < 0.0) ? -PI_2 : PI_2;
    if (x == 0.0) {
        return half;
    }
    return arctangent(y / x) + 2.0 * half;
}

float atanf(float x)
{
    return (x == 0.0F) ? x : (float)arctangent((double)x);
}

float atan2f(float y, float x)
{
    if (isnan(x) || isnan(y)) {
        return x + y;
    }
    if (y == 0.0F) {
        return signbit(x) ? copysignf((float)PI, y) : y;
    }
    if (isinf(y)) {
        double angle = isinf(x) ? (signbit(x) ? 3.0 * PI_4 : PI_4) : PI_2;
        return copysignf((float)angle, y);
    }
    if (isinf(x)) {
        return copysignf(signbit(x) ? (float)PI : 0.0F, y);
    }
    return (float)arctangent2((double)y, (double)x);
}

static double cosine_from_sine(double x)
{
    return sqrt_double((1.0 - x) * (1.0 + x));
}

float asinf(float x)
{
    if (x == 0.0F) {
        return x;
    }
    if (!(fabsf(x) <= 1.0F)) {
        return (x - x) / (x - x);
    }
    return (float)arctangent2((double)x, cosine_from_sine((double)x));
}

float acosf(float x)
{
    if (!(fabsf(x) <= 1.0F)) {
        return (x - x) / (x - x);
    }
    return (x == 1.0F) ? 0.0F : (float)arctangent2(cosine_from_sine((double)x), (double)x);
}

/* ---- exponential and logarithm ---- */

/* Taylor; at ln(2)/2 the first term left out is below 2^-48. */
static const double exp_terms[] = {1.0,           1.0,          1.0 / 2.0,     1.0 / 6.0,       1.0 / 24.0,
                                   1.0 / 120.0,   1.0 / 720.0,  1.0 / 5040.0,  1.0 / 40320.0,   1.0 / 362880.0,
                                   1.0 / 3628800.0, 1.0 / 39916800.0, 1.0 / 479001600.0};

static float exponential(double x)
{
    if (x >= EXP_OVERFLOW) {
        return INFINITY;
    }
    if (x <= EXP_UNDERFLOW) {
        return 0.0F;
    }
    double scaled = x * LOG2_E;
    int32_t power = (int32_t)(scaled + ((scaled < 0.0) ? -0.5 : 0.5));
    double rest = x - power * LN2;
    double two_to_power = double_of((uint64_t)(uint32_t)(power + DOUBLE_BIAS) << DOUBLE_FRACTION_BITS);
    return (float)(polynomial(rest, exp_terms, COUNT(exp_terms)) * two_to_power);
}

/* Series of the area hyperbolic tangent; the first term left out is below 2^-54. */
static const double log_terms[] = {1.0,        1.0 / 3.0,  1.0 / 5.0,  1.0 / 7.0,  1.0 / 9.0,
                                   1.0 / 11.0, 1.0 / 13.0, 1.0 / 15.0, 1.0 / 17.0, 1.0 / 19.0};

/* Of a positive, normal number. */
static double logarithm(double x)
{
    uint64_t bits = double_bits(x);
    int32_t power = (int32_t)((bits >> DOUBLE_FRACTION_BITS) & DOUBLE_EXPONENT_MASK) - DOUBLE_BIAS;
    uint64_t one = (uint64_t)DOUBLE_BIAS << DOUBLE_FRACTION_BITS;
    double mantissa = double_of((bits & ((1ULL << DOUBLE_FRACTION_BITS) - 1U)) | one);
    if (mantissa > SQRT2) {
        mantissa *= 0.5;
        power++;
    }
    double s = (mantissa - 1.0) / (mantissa + 1.0);
    return power * LN2 + 2.0 * s * polynomial(s * s, log_terms, COUNT(log_terms));
}

float expf(float x)
{
    return isnan(x) ? x + x : exponential((double)x);
}

float logf(float x)
{
    if (x == 0.0F) {
        return -1.0F / fabsf(x);
    }
    if (!(x > 0.0F)) {
        return (x - x) / (x - x);
    }
    return isinf(x) ? x : (float)logarithm((double)x);
}

static bool is_whole(float x)
{
    return truncf(x) == x;
}

static bool is_odd(float x)
{
    return is_whole(x) && isfinite(x) && !is_whole(x * 0.5F);
}

float powf(float x, float y)
{
    if ((x == 1.0F) || (y == 0.0F)) {
        return 1.0F;
    }
    if (isnan(x) || isnan(y)) {
        return x + y;
    }
    bool negative = signbit(x) && is_odd(y);
    float base = fabsf(x);
    float magnitude;
    if (isinf(y)) {
        if (base == 1.0F) {
            return 1.0F;
        }
        magnitude = ((base > 1.0F) == (y > 0.0F)) ? INFINITY : 0.0F;
    } else if (base == 0.0F) {
        magnitude = (y < 0.0F) ? 1.0F / base : 0.0F;
    } else if (isinf(base)) {
        magnitude = (y < 0.0F) ? 0.0F : INFINITY;
    } else if ((x < 0.0F) && !is_whole(y)) {
        return (x - x) / (x - x);
    } else {
        magnitude = exponential((double)y * logarithm((double)base));
    }
    return negative ? -magnitude : magnitude;
}
