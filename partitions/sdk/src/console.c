/* The partition's console: a 16550 UART whose base the loader writes into `uart_base`. */
#include <bulkhead.h>
#include <microkit.h>

/* Written by the loader, so it must lie in .data. */
uintptr_t uart_base __attribute__((section(".data"))) = 0;

enum uart_register { UART_RBR_THR = 0, UART_IER = 1, UART_FCR = 2, UART_LSR = 5 };

#define UART_IER_RECEIVED 0x01U
#define UART_FCR_ENABLE_FIFO 0x01U
#define UART_LSR_DATA_READY 0x01U
#define UART_LSR_TRANSMIT_EMPTY 0x20U

static volatile uint8_t *uart(enum uart_register index)
{
    return (volatile uint8_t *)(uart_base + (uintptr_t)index);
}

int bulkhead_console_get(void)
{
    if ((*uart(UART_LSR) & UART_LSR_DATA_READY) == 0U) {
        return -1;
    }
    return *uart(UART_RBR_THR);
}

void bulkhead_console_enable_interrupt(void)
{
    *uart(UART_FCR) = UART_FCR_ENABLE_FIFO;
    *uart(UART_IER) = UART_IER_RECEIVED;
}

void microkit_dbg_putc(int c)
{
    if (uart_base == 0U) {
        return;
    }
    while ((*uart(UART_LSR) & UART_LSR_TRANSMIT_EMPTY) == 0U) {
    }
    *uart(UART_RBR_THR) = (uint8_t)c;
}

void microkit_dbg_puts(const char *s)
{
    for (; *s != '\0'; s++) {
        microkit_dbg_putc(*s);
    }
}

static void put_decimal(seL4_Uint32 x)
{
    char digits[10];
    unsigned int count = 0;
    do {
        digits[count] = (char)('0' + (char)(x % 10U));
        count++;
        x /= 10U;
    } while (x != 0U);
    while (count > 0U) {
        count--;
        microkit_dbg_putc(digits[count]);
    }
}

void microkit_dbg_put8(seL4_Uint8 x)
{
    put_decimal(x);
}

void microkit_dbg_put32(seL4_Uint32 x)
{
    put_decimal(x);
}
