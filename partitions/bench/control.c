/*
 * A control law in floating point: four wheels, each with a slip estimate, a PI controller with limits and a brake that
 * lags, in numbers of 32 bits; the car's speed in numbers of 64.
 */
#include "bench.h"

#include <stddef.h>

#define WHEELS 4U
#define STEPS 200U
#define STEP_S 0.005F
#define RADIUS_M 0.3F
#define WANTED_SLIP 0.12F

typedef struct {
    float speed;
    float pressure;
    float integral;
} wheel;

static wheel wheels[WHEELS];

static float limited(float value, float least, float most)
{
    if (value < least) {
        return least;
    }
    return (value > most) ? most : value;
}

static float friction(float slip)
{
    return (slip < 0.1F) ? (slip * 9.0F) : (1.0F - (0.4F * slip));
}

static float step(wheel *w, float car, float load)
{
    float ground = w->speed * RADIUS_M;
    float slip = (car > 0.5F) ? ((car - ground) / car) : 0.0F;
    float error = WANTED_SLIP - slip;
    w->integral = limited(w->integral + (error * 40.0F * STEP_S), -1.0F, 1.0F);
    float command = limited((error * 300.0F) + (w->integral * 90.0F), 0.0F, 160.0F);
    w->pressure += (command - w->pressure) * (STEP_S / 0.02F);
    float grip = friction(limited(slip, 0.0F, 1.0F)) * load;
    float torque = (grip * RADIUS_M) - (w->pressure * 9.0F);
    w->speed = limited(w->speed + ((torque / 1.2F) * STEP_S), 0.0F, 400.0F);
    return grip;
}

static uint32_t bits(float value)
{
    union {
        float number;
        uint32_t word;
    } both = {.number = value};
    return both.word;
}

int main(void)
{
    uint32_t rounds = bench_rounds;
    uint32_t seed = 0x299f31d0U;
    uint32_t checksum = 0;
    for (uint32_t i = 0; i < rounds; i++) {
        double car = 20.0 + ((double)(next_number(&seed) & 0xffU) / 16.0);
        for (size_t k = 0; k < WHEELS; k++) {
            wheels[k] = (wheel){.speed = (float)car / RADIUS_M};
        }
        for (uint32_t n = 0; n < STEPS; n++) {
            float force = 0.0F;
            for (size_t k = 0; k < WHEELS; k++) {
                force += step(&wheels[k], (float)car, 3200.0F + (200.0F * (float)k));
            }
            car -= ((double)force / 1500.0) * (double)STEP_S;
            if (car < 0.0) {
                car = 0.0;
            }
        }
        for (size_t k = 0; k < WHEELS; k++) {
            checksum = (checksum * 31U) + bits(wheels[k].pressure);
        }
        checksum ^= bits((float)car);
    }
    report("control", rounds, checksum);
    return 0;
}
