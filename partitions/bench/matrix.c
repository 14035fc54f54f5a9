/* Products of matrices of 32 x 32 numbers of 32 bits, which wrap around. */
#include "bench.h"

#include <stddef.h>

#define SIZE 32U

typedef uint32_t matrix[SIZE][SIZE];

static matrix power;
static matrix factor;
static matrix product;

static void multiply(void)
{
    for (size_t row = 0; row < SIZE; row++) {
        for (size_t column = 0; column < SIZE; column++) {
            uint32_t sum = 0;
            for (size_t k = 0; k < SIZE; k++) {
                sum += power[row][k] * factor[k][column];
            }
            product[row][column] = sum;
        }
    }
}

int main(void)
{
    uint32_t rounds = bench_rounds;
    uint32_t seed = 0x13198a2eU;
    uint32_t checksum = 0;
    for (size_t row = 0; row < SIZE; row++) {
        for (size_t column = 0; column < SIZE; column++) {
            power[row][column] = next_number(&seed);
            factor[row][column] = next_number(&seed) | 1U;
        }
    }
    for (uint32_t i = 0; i < rounds; i++) {
        multiply();
        for (size_t row = 0; row < SIZE; row++) {
            for (size_t column = 0; column < SIZE; column++) {
                power[row][column] = product[row][column] + row;
            }
            checksum += power[row][i % SIZE];
        }
    }
    report("matrix", rounds, checksum);
    return 0;
}
