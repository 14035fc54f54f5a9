/*
 * Partition `body-can`: the driver of the body bus. It knows no message: all that comes in goes to the gateway, and what
 * the gateway gives goes out.
 */
#include <bulkhead.h>
#include <drivers/can_controller.h>
#include <microkit.h>
#include <reference/frame_ring.h>

#define CHANNEL_SUPERVISION 0U /* timer */
#define CHANNEL_GATEWAY 1U     /* either has something for the other */
#define CHANNEL_CONTROLLER 2U  /* interrupt */

#define PORT_RECEIVED 0U
#define PORT_TO_SEND 1U

/* A bound for one job; what is left in the controller asks for the next one. */
#define MOST_FRAMES_PER_JOB FRAME_RING_SLOTS

/* Codes for the health monitor. */
#define ERROR_NO_CONTROLLER 1U
#define ERROR_BUS_OFF 2U

/* Where the controller's registers lie; written by the loader, so it must lie in .data. */
uintptr_t can_base __attribute__((section(".data"))) = 0;

/* Every identifier passes. */
static const can_acceptance everything = {.filters = {{0, 0}, {0, 0}, {0, 0}}, .range_low = 0, .range_high = 0};

static can_controller can;
static frame_ring received;
static frame_ring_reader sender;

/* A frame for which no buffer was free; it goes before all that is newer. */
static can_frame held;
static bool holds;

static void receive_some(void)
{
    can_frame frame;
    uint32_t count = 0;
    while ((count < MOST_FRAMES_PER_JOB) && can_controller_receive(&can, &frame)) {
        frame_ring_add(&received, &frame);
        count++;
    }
    if (count > 0U) {
        (void)bulkhead_port_write(PORT_RECEIVED, &received, sizeof received);
        microkit_notify(CHANNEL_GATEWAY);
    }
}

static bool sent_held(void)
{
    if (holds && can_controller_send(&can, &held)) {
        holds = false;
    }
    return !holds;
}

static void send_new(void)
{
    frame_ring to_send;
    bulkhead_sample sample = bulkhead_port_read(PORT_TO_SEND, &to_send, sizeof to_send);
    if (sample.status != BULKHEAD_OK) {
        return;
    }
    while (sent_held() && frame_ring_take(&sender, &to_send, &held)) {
        holds = held.length <= CAN_FRAME_BYTES;
    }
    if (can.state == CAN_BUS_OFF) {
        holds = false; /* by the time the bus is back it is old */
    }
}

static void supervise(void)
{
    uint32_t bus_offs = can.counters.bus_offs;
    can_controller_supervise(&can);
    if (can.counters.bus_offs != bus_offs) {
        bulkhead_raise(ERROR_BUS_OFF);
    }
    if (holds) {
        send_new();
    }
}

void init(void)
{
    can_setup setup = {.base = can_base, .prescaler = CAN_PRESCALER_250_KBIT, .acceptance = &everything};
    if (!can_controller_start(&can, &setup)) {
        bulkhead_raise(ERROR_NO_CONTROLLER);
    }
}

void notified(microkit_channel ch)
{
    if (can.state == CAN_ABSENT) {
        return;
    }
    switch (ch) {
    case CHANNEL_SUPERVISION:
        supervise();
        break;
    case CHANNEL_GATEWAY:
        send_new();
        break;
    case CHANNEL_CONTROLLER:
        receive_some();
        can_controller_handle_interrupt(&can);
        microkit_irq_ack(ch);
        break;
    default:
        break;
    }
}
