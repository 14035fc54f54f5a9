/*
 * A loop driven by interrupts: each event arms the timer, which is due at once, is interrupted by it, and filters a sample;
 * each round of 64 events asks whether the UART could take a byte.
 */
#include "bench.h"

#define EVENTS 64U

int main(void)
{
    uint32_t rounds = bench_rounds;
    uint32_t seed = 0x452821e6U;
    uint32_t state = 0;
    uint32_t checksum = 0;
    for (uint32_t i = 0; i < rounds; i++) {
        for (uint32_t event = 0; event < EVENTS; event++) {
            uint32_t before = bench_interrupts;
            arm_timer();
            while (bench_interrupts == before) {
            }
            uint32_t sample = next_number(&seed) & 0xffffU;
            state += (sample - state) >> 3;
            checksum = (checksum * 31U) + state;
        }
        checksum += uart_is_ready() ? 1U : 0U;
    }
    report("events", rounds, checksum + bench_interrupts);
    return 0;
}
