/* Attacks through a device that the partition drives, or its console. */
#include <drivers/can_controller.h>
#include <microkit.h>

#include "attacks.h"
#include "settings.h"

extern uintptr_t uart_base;

#define UART_INTERRUPT_ENABLE 1U
#define UART_FIFO_CONTROL 2U
#define UART_MODEM_CONTROL 4U
#define UART_EVERY_INTERRUPT 0x0fU
#define UART_LOOP_BACK 0x1fU

static void make_the_console_interrupt(void)
{
    volatile uint8_t *uart = (volatile uint8_t *)uart_base;
    uart[UART_INTERRUPT_ENABLE] = UART_EVERY_INTERRUPT;
    uart[UART_MODEM_CONTROL] = UART_LOOP_BACK;
    uart[UART_FIFO_CONTROL] = 1;
    uart[0] = (uint8_t)any();
}

/* A driver that neither serves its device nor answers. */
ATTACK attack_device_hang(void)
{
    make_the_console_interrupt();
    for (;;) {
        idle();
    }
}

ATTACK attack_interrupt_storm(void)
{
    for (;;) {
        make_the_console_interrupt();
        for (uint32_t i = 0; i < attack_count; i++) {
            microkit_irq_ack(attack_targets[i]);
        }
    }
}

/* Frames of the highest priority without a pause. */
ATTACK attack_babble(void)
{
    static const can_acceptance everything = {.range_low = 0, .range_high = 0x7ff};
    static can_controller can;
    const can_setup setup = {.base = attack_device, .prescaler = attack_prescaler, .acceptance = &everything};
    can_frame frame = {.identifier = attack_value, .length = CAN_FRAME_BYTES};
    (void)can_controller_start(&can, &setup);
    for (;;) {
        frame.bytes[0]++;
        (void)can_controller_send(&can, &frame);
        can_controller_handle_interrupt(&can);
        can_controller_supervise(&can);
    }
}

#define DMA_CONTROL 0U
#define DMA_STATUS 1U
#define DMA_RX_BASE 2U
#define DMA_RX_COUNT 3U
#define DMA_RX_TAIL 5U
#define DMA_TX_BASE 6U
#define DMA_TX_COUNT 7U
#define DMA_TX_TAIL 9U
#define DMA_BOTH 3U
#define DESCRIPTORS 4U

struct descriptor {
    uint32_t buffer;
    uint32_t length;
    uint32_t flags;
    uint32_t reserved;
};

/* Received packets go to the target, sent ones come from there; at times the ring itself is said to lie there. */
ATTACK attack_dma(void)
{
    static struct descriptor rings[2][DESCRIPTORS];
    volatile uint32_t *device = (volatile uint32_t *)attack_device;
    for (uint32_t round = 0;; round++) {
        uint32_t at = target();
        for (uint32_t i = 0; i < DESCRIPTORS; i++) {
            rings[0][i] = (struct descriptor){.buffer = at, .length = 64};
            rings[1][i] = (struct descriptor){.buffer = at, .length = 64};
        }
        bool stray = round % 4U == 3U;
        device[DMA_CONTROL] = 0;
        device[DMA_STATUS] = 0xfU;
        device[DMA_RX_BASE] = stray ? at & ~15U : (uint32_t)(uintptr_t)rings[0];
        device[DMA_RX_COUNT] = DESCRIPTORS;
        device[DMA_TX_BASE] = stray ? at & ~15U : (uint32_t)(uintptr_t)rings[1];
        device[DMA_TX_COUNT] = DESCRIPTORS;
        device[DMA_CONTROL] = DMA_BOTH;
        device[DMA_RX_TAIL] = DESCRIPTORS - 1U;
        device[DMA_TX_TAIL] = DESCRIPTORS - 1U;
        for (uint32_t waits = 0; waits < 20U; waits++) {
            idle();
        }
    }
}
