/* Attacks on the kernel by its own calls, and on the display driver by requests. */
#include <bulkhead.h>
#include <microkit.h>

#include "attacks.h"

enum { RECV, REPLY_RECV, NOTIFY, CALL, IRQ_ACK, PORT_WRITE, PORT_READ, TIME, WINDOW, RAISE, LAST = 9 };

#define DISPLAY 1U
#define CONSOLE 2U
#define PORT 0U
#define IPC_WORDS 64U

#define UART_INTERRUPT_ENABLE 1U
#define UART_TRANSMITTER_EMPTY 2U

extern seL4_Word __bulkhead_ipc[];
extern char __text_end[];
extern char __image_end[];

static uint32_t argument(void)
{
    switch (any_below(8)) {
    case 0:
        return any_below(4);
    case 1:
        return any_below(64);
    case 2:
        return any_below(16384);
    case 3:
        return 0U - any_below(4096);
    case 4:
        return foreign_address();
    case 5:
        return (uint32_t)(uintptr_t)__image_end - any_below(8192);
    case 6:
        return (uint32_t)(uintptr_t)__text_end - any_below(32) + 16U;
    default:
        return any();
    }
}

static void any_call(uint32_t number)
{
    raw_call(number, argument(), argument(), argument());
}

/* Every call but those that wait, so that the flood goes on. */
static void any_calls(void)
{
    for (;;) {
        any_call(NOTIFY + any_below(LAST - NOTIFY + 1U));
    }
}

static void unknown_calls(void)
{
    for (;;) {
        raw_call(LAST + 1U + any(), argument(), argument(), argument());
    }
}

/* Makes its own interrupt, so that a wait soon ends. */
static void ring(void)
{
    extern uintptr_t uart_base;
    volatile uint8_t *uart = (volatile uint8_t *)uart_base;
    uart[UART_INTERRUPT_ENABLE] = UART_TRANSMITTER_EMPTY;
    uart[0] = (uint8_t)any();
    microkit_irq_ack(CONSOLE);
}

static void waits_and_replies(void)
{
    for (;;) {
        ring();
        any_call(any_below(2));
    }
}

static void fill_message(void)
{
    for (uint32_t i = 0; i < IPC_WORDS; i++) {
        __bulkhead_ipc[i] = argument();
    }
}

static void protected_calls(void)
{
    for (;;) {
        fill_message();
        raw_call(CALL, DISPLAY, any() & 0xfffff07fU, 0);
        raw_call(CALL, DISPLAY, 1U << 12 | IPC_WORDS, 0);
    }
}

/* The longest call as late in the window as can be. */
static void late_calls(void)
{
    uint32_t spread = 0;
    for (;;) {
        while (bulkhead_current_window().left_us > 2U) {
        }
        spread = (spread + 1U) % 64U;
        for (uint32_t i = 0; i < spread; i++) {
            __asm__ volatile("div t0, t1, t2" : : : "t0");
        }
        raw_call(CALL, DISPLAY, 2U << 12 | IPC_WORDS, 0);
    }
}

static void ports(void)
{
    uint8_t buffer[16];
    for (;;) {
        (void)bulkhead_port_read(PORT, buffer, sizeof buffer);
        raw_call(PORT_READ, PORT, argument(), argument());
        raw_call(PORT_WRITE, any_below(64), argument(), 8);
    }
}

static void notifications(void)
{
    for (;;) {
        microkit_notify(DISPLAY);
        raw_call(NOTIFY, argument(), 0, 0);
    }
}

/* Two partitions at once: notifications, requests to flip, and a crash in between. */
static void storm_of_restarts(void)
{
    for (uint32_t i = any_below(8); i > 0U; i--) {
        microkit_notify(DISPLAY);
        microkit_mr_set(0, i);
        (void)microkit_ppcall(DISPLAY, microkit_msginfo_new(1, 1));
    }
    *(volatile uint32_t *)foreign_address() = any();
    __builtin_trap();
}

static void errors(void)
{
    for (;;) {
        bulkhead_raise(any());
    }
}

static void acknowledgements(void)
{
    for (;;) {
        ring();
        raw_call(RECV, 1U + any_below(2), any_below(4), 0);
    }
}

static void a_bit_of_all(void)
{
    for (;;) {
        ring();
        any_call(any_below(16) == 0U ? any() : any_below(LAST + 1U));
        if (any_below(32) == 0U) {
            execute_word(any_below(word_count));
        }
    }
}

void flood_kernel_with(char which)
{
    switch (which) {
    case 'e':
        any_calls();
        break;
    case 'o':
        unknown_calls();
        break;
    case 'r':
        waits_and_replies();
        break;
    case 'c':
        protected_calls();
        break;
    case 'l':
        late_calls();
        break;
    case 'p':
        ports();
        break;
    case 'n':
        notifications();
        break;
    case 's':
        storm_of_restarts();
        break;
    case 'h':
        errors();
        break;
    case 'y':
        acknowledgements();
        break;
    case 'z':
        a_bit_of_all();
        break;
    default:
        break;
    }
}
