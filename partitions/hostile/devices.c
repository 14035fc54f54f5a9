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

/* Words of a wireless device. */
#define DMA_CONTROL 0U
#define DMA_STATUS 1U
#define DMA_RX_BASE 2U
#define DMA_RX_COUNT 3U
#define DMA_RX_TAIL 5U
#define DMA_TX_BASE 6U
#define DMA_TX_COUNT 7U
#define DMA_TX_TAIL 9U
#define DMA_EVERYTHING 0xfU
#define DESCRIPTORS 32U /* packets of 8 ms, so that some come in every window */
#define PACKET_BYTES 64U

/* Words of the display. */
#define DISPLAY_CONTROL 0U
#define DISPLAY_STATUS 1U
#define DISPLAY_BUFFERS 2U
#define DISPLAY_ON_WITH_INTERRUPT 3U
#define DISPLAY_EVENTS 0xcU

/* Of a CAN controller, in bytes. */
#define CAN_INTERRUPT_ENABLE 0x14U
#define CAN_INTERRUPT_UNMASK 0x20U
#define CAN_EVERY_INTERRUPT 0xfffU

static can_controller can;

static void provoke_console(void)
{
    volatile uint8_t *uart = (volatile uint8_t *)uart_base;
    uart[UART_INTERRUPT_ENABLE] = UART_EVERY_INTERRUPT;
    uart[UART_MODEM_CONTROL] = UART_LOOP_BACK;
    uart[UART_FIFO_CONTROL] = 1;
    uart[0] = (uint8_t)any();
}

static void join_bus(void)
{
    static const can_acceptance everything = {.range_low = 0, .range_high = 0x7ff};
    const can_setup setup = {.base = attack_device, .prescaler = attack_prescaler, .acceptance = &everything};
    (void)can_controller_start(&can, &setup);
}

/* Of the highest priority if the settings say nothing else. */
static void send_frame(void)
{
    static can_frame frame = {.length = CAN_FRAME_BYTES};
    frame.identifier = attack_value;
    frame.bytes[0]++;
    (void)can_controller_send(&can, &frame);
    can_frame received;
    while (can_controller_receive(&can, &received)) {
    }
    can_controller_handle_interrupt(&can);
    can_controller_supervise(&can);
}

static void provoke_can(void)
{
    *(volatile uint32_t *)(attack_device + CAN_INTERRUPT_UNMASK) = CAN_EVERY_INTERRUPT;
    *(volatile uint32_t *)(attack_device + CAN_INTERRUPT_ENABLE) = CAN_EVERY_INTERRUPT;
    send_frame();
}

struct descriptor {
    uint32_t buffer;
    uint32_t length;
    uint32_t flags;
    uint32_t reserved;
};

static struct descriptor rings[2][DESCRIPTORS];

/* Receives packets into `at` and sends from there; a stray ring is itself said to lie there. */
static void start_wireless(uint32_t at, bool stray)
{
    volatile uint32_t *device = (volatile uint32_t *)attack_device;
    for (uint32_t i = 0; i < DESCRIPTORS; i++) {
        rings[0][i] = (struct descriptor){.buffer = at, .length = PACKET_BYTES};
        rings[1][i] = (struct descriptor){.buffer = at, .length = PACKET_BYTES};
    }
    device[DMA_CONTROL] = 0;
    device[DMA_STATUS] = DMA_EVERYTHING;
    device[DMA_RX_BASE] = stray ? at & ~15U : (uint32_t)(uintptr_t)rings[0];
    device[DMA_RX_COUNT] = DESCRIPTORS;
    device[DMA_TX_BASE] = stray ? at & ~15U : (uint32_t)(uintptr_t)rings[1];
    device[DMA_TX_COUNT] = DESCRIPTORS;
    device[DMA_CONTROL] = DMA_EVERYTHING;
    device[DMA_RX_TAIL] = DESCRIPTORS - 1U;
    device[DMA_TX_TAIL] = DESCRIPTORS - 1U;
}

static void provoke_display(void)
{
    volatile uint32_t *device = (volatile uint32_t *)attack_device;
    device[DISPLAY_STATUS] = DISPLAY_EVENTS;
    device[DISPLAY_CONTROL] = DISPLAY_ON_WITH_INTERRUPT;
}

/* Has the device interrupt, now or soon. */
static void provoke(void)
{
    static uint32_t packet[PACKET_BYTES / sizeof(uint32_t)];
    switch (attack_device_kind) {
    case DEVICE_CAN:
        provoke_can();
        break;
    case DEVICE_DISPLAY:
        provoke_display();
        break;
    case DEVICE_WIRELESS:
        start_wireless((uint32_t)(uintptr_t)packet, false);
        break;
    default:
        provoke_console();
        break;
    }
}

static void prepare(void)
{
    if (attack_device_kind == DEVICE_CAN) {
        join_bus();
    }
}

/* A driver that neither serves its device nor answers. */
ATTACK attack_device_hang(void)
{
    prepare();
    provoke();
    for (;;) {
        idle();
    }
}

ATTACK attack_interrupt_storm(void)
{
    prepare();
    for (;;) {
        provoke();
        microkit_irq_ack(attack_channel);
    }
}

/* Frames without a pause. */
ATTACK attack_babble(void)
{
    join_bus();
    for (;;) {
        send_frame();
    }
}

/* Packets go to the target and come from there, at times the rings too; a display shows what lies there. */
ATTACK attack_dma(void)
{
    volatile uint32_t *device = (volatile uint32_t *)attack_device;
    for (uint32_t round = 0;; round++) {
        if (attack_device_kind == DEVICE_DISPLAY) {
            provoke_display();
            device[DISPLAY_BUFFERS] = target();
            device[DISPLAY_BUFFERS + 1U] = target();
        } else {
            start_wireless(target(), round % 4U == 3U);
        }
        for (uint32_t waits = 0; waits < 20U; waits++) {
            idle();
        }
    }
}
