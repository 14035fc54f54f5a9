/* CRC-32 of 4 KiB, byte by byte with a table; each result begins the next. */
#include "bench.h"

#include <stddef.h>

#define BYTES 4096U

static uint8_t message[BYTES];
static uint32_t table[256];

/* The reflected polynomial 0xEDB88320. */
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

int main(void)
{
    uint32_t rounds = bench_rounds;
    uint32_t seed = 0x243f6a88U;
    uint32_t crc = 0;
    make_table();
    for (size_t i = 0; i < BYTES; i++) {
        message[i] = (uint8_t)next_number(&seed);
    }
    for (uint32_t i = 0; i < rounds; i++) {
        crc = ~crc;
        for (size_t k = 0; k < BYTES; k++) {
            crc = crc >> 8 ^ table[(crc ^ message[k]) & 0xffU];
        }
        crc = ~crc;
    }
    report("crc", rounds, crc);
    return 0;
}
