#include "bench.h"

#define UART_DATA (*(volatile uint8_t *)0x10000000U)
#define UART_LINE_STATUS (*(volatile uint8_t *)0x10000005U)
#define LINE_STATUS_READY 0x20U

volatile uint32_t bench_rounds = 10U;

bool uart_is_ready(void)
{
    return (UART_LINE_STATUS & LINE_STATUS_READY) != 0U;
}

static void put(char c)
{
    while (!uart_is_ready()) {
    }
    UART_DATA = (uint8_t)c;
}

static void put_text(const char *text)
{
    while (*text != '\0') {
        put(*text++);
    }
}

static void put_decimal(uint32_t value)
{
    if (value >= 10U) {
        put_decimal(value / 10U);
    }
    put((char)('0' + (value % 10U)));
}

void report(const char *name, uint32_t rounds, uint32_t checksum)
{
    put_text(name);
    put_text(": ");
    put_decimal(rounds);
    put_text(" rounds, checksum ");
    for (int shift = 28; shift >= 0; shift -= 4) {
        put("0123456789abcdef"[(checksum >> shift) & 0xfU]);
    }
    put('\n');
}
