/* Work on signals: fixed-point filters, a CRC-32 by bytes, and floating point done with integers. */
#include "bench.h"

#include <stdbool.h>
#include <stddef.h>

#define SAMPLES 256U
#define TAPS 24U
#define SECTIONS 3U
#define TERMS 8U

static int16_t samples[SAMPLES];
static int16_t filtered[SAMPLES];

/* ---- filters ---- */

/* A low pass of 24 taps in Q15, symmetrical, sum close to 1. */
static const int16_t taps[TAPS] = {
    -52, -98, -130, -87, 86, 424, 922, 1540, 2202, 2814, 3276, 3523,
    3523, 3276, 2814, 2202, 1540, 922, 424, 86, -87, -130, -98, -52,
};

static int16_t saturated(int32_t value)
{
    if (value > INT16_MAX) {
        return INT16_MAX;
    }
    return (value < INT16_MIN) ? INT16_MIN : (int16_t)value;
}

static void low_pass(void)
{
    for (size_t i = 0; i + TAPS <= SAMPLES; i++) {
        int32_t sum = 1 << 14;
        for (size_t k = 0; k < TAPS; k++) {
            sum += (int32_t)samples[i + k] * taps[k];
        }
        filtered[i] = saturated(sum >> 15);
    }
}

/* A section of second order: coefficients in Q14, the last two inputs and outputs. */
struct section {
    int16_t b0, b1, b2, a1, a2;
    int16_t x1, x2, y1, y2;
};

static struct section sections[SECTIONS] = {
    {.b0 = 1106, .b1 = 2212, .b2 = 1106, .a1 = -18727, .a2 = 6763},
    {.b0 = 3277, .b1 = 0, .b2 = -3277, .a1 = -22282, .a2 = 9830},
    {.b0 = 15000, .b1 = -29000, .b2 = 15000, .a1 = -28000, .a2 = 13100},
};

static void resonate(void)
{
    for (size_t i = 0; i < SAMPLES; i++) {
        int16_t value = filtered[i];
        for (size_t k = 0; k < SECTIONS; k++) {
            struct section *s = &sections[k];
            int32_t sum = (int32_t)s->b0 * value + (int32_t)s->b1 * s->x1 + (int32_t)s->b2 * s->x2;
            sum >>= 2;
            sum -= ((int32_t)s->a1 * s->y1) >> 2;
            sum -= ((int32_t)s->a2 * s->y2) >> 2;
            s->x2 = s->x1;
            s->x1 = value;
            value = saturated(sum >> 12);
            s->y2 = s->y1;
            s->y1 = value;
        }
        filtered[i] = value;
    }
}

/* ---- CRC-32 with the reflected polynomial 0xEDB88320, a table of bytes ---- */

static uint32_t table[256];

static void make_table(void)
{
    for (uint32_t i = 0; i < 256U; i++) {
        uint32_t crc = i;
        for (int bit = 0; bit < 8; bit++) {
            crc = ((crc & 1U) != 0U) ? crc >> 1 ^ 0xedb88320U : crc >> 1;
        }
        table[i] = crc;
    }
}

static uint32_t crc32(const uint8_t *bytes, size_t count, uint32_t crc)
{
    crc = ~crc;
    for (size_t i = 0; i < count; i++) {
        crc = crc >> 8 ^ table[(crc ^ bytes[i]) & 0xffU];
    }
    return ~crc;
}

/* ---- floating point of 32 bits by integers: round to nearest even, small values become zero ---- */

typedef uint32_t soft;

#define SIGN 0x80000000U
#define FRACTION_BITS 23
#define HIDDEN (1U << FRACTION_BITS)
#define INFINITE 0xffU

/* Three more bits of precision stand below the fraction while computing: guard, round, sticky. */
#define EXTRA 3

static uint32_t exponent_of(soft a)
{
    return a >> FRACTION_BITS & 0xffU;
}

static uint32_t fraction_of(soft a)
{
    return (a & (HIDDEN - 1U)) | HIDDEN;
}

static soft rounded(uint32_t sign, int32_t exponent, uint32_t fraction)
{
    uint32_t low = fraction & 7U;
    fraction >>= EXTRA;
    if ((low > 4U) || ((low == 4U) && ((fraction & 1U) != 0U))) {
        fraction++;
        if (fraction == HIDDEN << 1) {
            fraction >>= 1;
            exponent++;
        }
    }
    if (exponent >= (int32_t)INFINITE) {
        return sign | INFINITE << FRACTION_BITS;
    }
    if (exponent <= 0) {
        return sign;
    }
    return sign | (uint32_t)exponent << FRACTION_BITS | (fraction & (HIDDEN - 1U));
}

static soft multiply(soft a, soft b)
{
    uint32_t sign = (a ^ b) & SIGN;
    if ((exponent_of(a) == 0U) || (exponent_of(b) == 0U)) {
        return sign;
    }
    int32_t exponent = (int32_t)(exponent_of(a) + exponent_of(b)) - 127;
    uint64_t wide = (uint64_t)fraction_of(a) * fraction_of(b);
    uint32_t fraction = (uint32_t)(wide >> (FRACTION_BITS - EXTRA));
    if ((wide & ((1U << (FRACTION_BITS - EXTRA)) - 1U)) != 0U) {
        fraction |= 1U;
    }
    if (fraction >= HIDDEN << (EXTRA + 1)) {
        fraction = fraction >> 1 | (fraction & 1U);
        exponent++;
    }
    return rounded(sign, exponent, fraction);
}

static soft add(soft a, soft b)
{
    if ((a & ~SIGN) < (b & ~SIGN)) {
        soft other = a;
        a = b;
        b = other;
    }
    if (exponent_of(b) == 0U) {
        return a;
    }
    uint32_t distance = exponent_of(a) - exponent_of(b);
    uint32_t large = fraction_of(a) << EXTRA;
    uint32_t small = fraction_of(b) << EXTRA;
    if (distance > 27U) {
        small = 1U;
    } else if (distance > 0U) {
        bool lost = (small & ((1U << distance) - 1U)) != 0U;
        small = small >> distance | (lost ? 1U : 0U);
    }
    int32_t exponent = (int32_t)exponent_of(a);
    uint32_t fraction;
    if (((a ^ b) & SIGN) == 0U) {
        fraction = large + small;
        if (fraction >= HIDDEN << (EXTRA + 1)) {
            fraction = fraction >> 1 | (fraction & 1U);
            exponent++;
        }
    } else {
        fraction = large - small;
        if (fraction == 0U) {
            return 0U;
        }
        while (fraction < HIDDEN << EXTRA) {
            fraction <<= 1;
            exponent--;
        }
    }
    return rounded(a & SIGN, exponent, fraction);
}

/* The fraction of a sample of Q15, thus in -1 to 1. */
static soft from_q15(int16_t value)
{
    if (value == 0) {
        return 0U;
    }
    uint32_t sign = (value < 0) ? SIGN : 0U;
    uint32_t fraction = (uint32_t)((value < 0) ? -(int32_t)value : value);
    int32_t exponent = 127 + 8;
    while (fraction < HIDDEN) {
        fraction <<= 1;
        exponent--;
    }
    return sign | (uint32_t)exponent << FRACTION_BITS | (fraction & (HIDDEN - 1U));
}

/* 1, -1/2, 1/3, ... -1/8: the logarithm's series. */
static const soft series[TERMS] = {
    0x3f800000U, 0xbf000000U, 0x3eaaaaabU, 0xbe800000U, 0x3e4ccccdU, 0xbe2aaaabU, 0x3e124925U, 0xbe000000U,
};

static soft polynomial(soft x)
{
    soft sum = series[TERMS - 1U];
    for (size_t i = TERMS - 1U; i > 0U; i--) {
        sum = add(multiply(sum, x), series[i - 1U]);
    }
    return multiply(sum, x);
}

static soft float_work(void)
{
    soft energy = 0U;
    for (size_t i = 0; i < SAMPLES; i += 4U) {
        soft x = from_q15(filtered[i]);
        energy = add(energy, multiply(x, x));
        energy = add(energy, polynomial(x));
    }
    return energy;
}

int main(void)
{
    uint32_t rounds = bench_rounds;
    uint32_t seed = 0x9e3779b9U;
    uint32_t checksum = 0;
    make_table();
    for (uint32_t i = 0; i < rounds; i++) {
        for (size_t k = 0; k < SAMPLES; k++) {
            samples[k] = (int16_t)next_number(&seed);
        }
        low_pass();
        resonate();
        for (int repeat = 0; repeat < 8; repeat++) {
            checksum = crc32((const uint8_t *)samples, sizeof samples, checksum);
        }
        checksum = crc32((const uint8_t *)filtered, sizeof filtered, checksum);
        soft energy = float_work();
        checksum = crc32((const uint8_t *)&energy, sizeof energy, checksum);
    }
    report("signal", rounds, checksum);
    return 0;
}
