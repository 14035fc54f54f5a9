/*
 * An attacker in infotainment's place. A byte on its console names the attack; it is kept in the UART's scratch
 * register, and what the attack has tried so far in the framebuffers, so that both outlive a restart of the partition.
 */
#include <bulkhead.h>
#include <microkit.h>

#include "attacks.h"

#define CHANNEL_CONSOLE 2U
#define UART_SCRATCH 7U

extern uintptr_t uart_base;

uintptr_t framebuffer_base __attribute__((section(".data"))) = 0;

static volatile uint8_t *scratch(void)
{
    return (volatile uint8_t *)(uart_base + UART_SCRATCH);
}

volatile struct progress *progress(void)
{
    return (volatile struct progress *)framebuffer_base;
}

uint32_t any(void)
{
    uint32_t x = progress()->random;
    x = x != 0U ? x : 2463534242U;
    x ^= x << 13;
    x ^= x >> 17;
    x ^= x << 5;
    progress()->random = x;
    return x;
}

uint32_t any_below(uint32_t bound)
{
    return any() % bound;
}

static void go_on(void)
{
    if (*scratch() != 0U) {
        attack((char)*scratch());
    }
}

void init(void)
{
    bulkhead_console_enable_interrupt();
    go_on();
}

void notified(microkit_channel ch)
{
    if (ch == CHANNEL_CONSOLE) {
        int byte = bulkhead_console_get();
        if (byte >= 0) {
            *scratch() = (uint8_t)byte;
            progress()->random = (uint32_t)bulkhead_time_ns();
        }
        microkit_irq_ack(CHANNEL_CONSOLE);
    }
    go_on();
}
