/* Attacks on the kernel, and on peers, by the kernel's own calls. */
#include <stdbool.h>

#include <bulkhead.h>
#include <microkit.h>

#include "attacks.h"
#include "settings.h"

enum { RECV, REPLY_RECV, NOTIFY, CALL, IRQ_ACK, PORT_WRITE, PORT_READ, TIME, WINDOW, RAISE, QUEUE_SEND };

#define BEYOND_LAST 16U
#define IPC_WORDS 64U
#define CHANNELS 62U

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
        return attack_count != 0U ? target() + any_below(64) - 32U : any();
    case 5:
        return (uint32_t)(uintptr_t)__image_end - any_below(8192);
    case 6:
        return (uint32_t)(uintptr_t)__text_end - any_below(32) + 16U;
    default:
        return any();
    }
}

/* Any call, known or not. Those that wait, and the error that the health monitor may answer by a restart, are rare. */
static uint32_t call_number(void)
{
    uint32_t number = any_below(BEYOND_LAST);
    bool rare = number == RECV || number == REPLY_RECV || number == RAISE;
    return rare && any_below(64) != 0U ? PORT_READ : number;
}

static void fill_message(void)
{
    for (uint32_t i = 0; i < IPC_WORDS; i++) {
        __bulkhead_ipc[i] = argument();
    }
}

ATTACK attack_bad_arguments(void)
{
    for (;;) {
        raw_call(call_number(), argument(), argument(), argument());
    }
}

ATTACK attack_notification_flood(void)
{
    for (;;) {
        microkit_notify(target());
        raw_call(NOTIFY, any_below(CHANNELS), 0, 0);
    }
}

ATTACK attack_call_flood(void)
{
    for (;;) {
        fill_message();
        raw_call(CALL, target(), any() & 0xfffff07fU, 0);
        raw_call(CALL, any_below(CHANNELS), 1U << 12 | IPC_WORDS, 0);
    }
}

/* The longest call that it may make, as late in the window as can be. */
ATTACK attack_late_call(void)
{
    static uint8_t message[ATTACK_MESSAGE_BYTES];
    uint32_t spread = 0;
    for (;;) {
        while (bulkhead_current_window().left_us > 2U) {
        }
        spread = (spread + 1U) % 64U;
        for (uint32_t i = 0; i < spread; i++) {
            __asm__ volatile("div t0, t1, t2" : : : "t0");
        }
        if (attack_count != 0U) {
            raw_call(CALL, target(), 2U << 12 | IPC_WORDS, 0);
        } else {
            raw_call(PORT_WRITE, attack_channel, (uint32_t)(uintptr_t)message, attack_size);
        }
    }
}

ATTACK attack_queue_overflow(void)
{
    static uint8_t message[ATTACK_MESSAGE_BYTES];
    for (;;) {
        message[0]++;
        raw_call(QUEUE_SEND, attack_channel, (uint32_t)(uintptr_t)message, attack_size);
    }
}
