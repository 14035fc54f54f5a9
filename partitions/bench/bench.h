/* What the programs share. Each does its work bench_rounds times and prints a checksum of all results. */
#ifndef BENCH_H
#define BENCH_H

#include <stdbool.h>
#include <stdint.h>

/* How often to work; whoever loads the program may write another number here. */
extern volatile uint32_t bench_rounds;

/* Prints "NAME: ROUNDS rounds, checksum XXXXXXXX" on the UART. */
void report(const char *name, uint32_t rounds, uint32_t checksum);

/* Whether the UART would take a byte. */
bool uart_is_ready(void);

/* Timer interrupts so far. */
extern volatile uint32_t bench_interrupts;

/* Lets the timer interrupt once, as soon as it can. */
static inline void arm_timer(void)
{
    register uint32_t call __asm__("a7") = 1U;
    __asm__ volatile("ecall" : : "r"(call) : "memory");
}

/* The next of a fixed sequence of numbers that look random (xorshift of 32 bits). */
static inline uint32_t next_number(uint32_t *state)
{
    uint32_t x = *state;
    x ^= x << 13;
    x ^= x >> 17;
    x ^= x << 5;
    *state = x;
    return x;
}

#endif
