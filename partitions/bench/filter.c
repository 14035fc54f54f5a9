/* Fixed-point filters: a low pass of 32 taps and four sections of second order, numbers of 32 bits in Q15. */
#include "bench.h"

#include <stddef.h>

#define SAMPLES 256U
#define TAPS 32U
#define SECTIONS 4U

static int32_t samples[SAMPLES + TAPS];
static int32_t taps[TAPS];

typedef struct {
    int32_t b0, b1, b2, a1, a2;
    int32_t z1, z2;
} section;

static section sections[SECTIONS] = {
    {.b0 = 6500, .b1 = 13000, .b2 = 6500, .a1 = -11000, .a2 = 4200},
    {.b0 = 9000, .b1 = 0, .b2 = -9000, .a1 = -15000, .a2 = 8000},
    {.b0 = 12000, .b1 = -23000, .b2 = 12000, .a1 = -19000, .a2 = 9000},
    {.b0 = 7000, .b1 = 7000, .b2 = 0, .a1 = -9000, .a2 = 3000},
};

static int32_t through(section *s, int32_t x)
{
    int32_t y = (int32_t)(((int64_t)s->b0 * x) >> 15) + s->z1;
    s->z1 = (int32_t)((((int64_t)s->b1 * x) - ((int64_t)s->a1 * y)) >> 15) + s->z2;
    s->z2 = (int32_t)((((int64_t)s->b2 * x) - ((int64_t)s->a2 * y)) >> 15);
    return y;
}

int main(void)
{
    uint32_t rounds = bench_rounds;
    uint32_t seed = 0xa4093822U;
    uint32_t checksum = 0;
    for (size_t k = 0; k < TAPS; k++) {
        taps[k] = (int32_t)(((k < (TAPS / 2U)) ? k : ((TAPS - 1U) - k)) * 120U);
    }
    for (uint32_t i = 0; i < rounds; i++) {
        for (size_t k = 0; k < SAMPLES; k++) {
            samples[TAPS + k] = (int32_t)(next_number(&seed) & 0xffffU) - 0x8000;
        }
        for (size_t n = 0; n < SAMPLES; n++) {
            int32_t sum = 0;
            for (size_t k = 0; k < TAPS; k++) {
                sum += (samples[n + k] * taps[k]) >> 15;
            }
            for (size_t k = 0; k < SECTIONS; k++) {
                sum = through(&sections[k], sum);
            }
            checksum = (checksum * 31U) + (uint32_t)sum;
        }
    }
    report("filter", rounds, checksum);
    return 0;
}
