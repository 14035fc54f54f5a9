/*
 * Partition `chassis-can`: the driver of the chassis bus. It passes the 8 bytes of each message on as they are; what
 * protects them from end to end is checked where they are used. What other partitions ask to have sent goes through a
 * filter, and after braking's command.
 */
#include <bulkhead.h>
#include <microkit.h>

#include "requests.h"
#include "routing.h"

#define CHANNEL_BRAKING 1U    /* a brake command lies in its port; comes in every cycle of 5 ms */
#define CHANNEL_CONTROLLER 2U /* interrupt */

/* More frames than the controller's buffer holds: a bound for one job, whatever the controller says. */
#define MOST_FRAMES_PER_JOB 32U

/* Codes for the health monitor. */
#define ERROR_NO_CONTROLLER 1U
#define ERROR_BUS_OFF 2U

/* Where the controller's registers lie; written by the loader, so it must lie in .data. */
uintptr_t can_base __attribute__((section(".data"))) = 0;

static can_controller can;
static uint32_t unroutable;

static void receive_all(void)
{
    can_frame frame;
    for (uint32_t i = 0; (i < MOST_FRAMES_PER_JOB) && can_controller_receive(&can, &frame); i++) {
        uint32_t port = 0;
        if ((frame.length == CAN_FRAME_BYTES) && routing_receive_port(frame.identifier, &port)) {
            (void)bulkhead_port_write(port, frame.bytes, CAN_FRAME_BYTES);
        } else {
            unroutable++;
        }
    }
}

/* Sends what is new: a port that has become stale is not sent again. */
static void send_all(void)
{
    for (uint32_t i = 0; i < routing_sent_count; i++) {
        can_frame frame = {.identifier = routing_sent[i].identifier, .length = CAN_FRAME_BYTES};
        bulkhead_sample sample = bulkhead_port_read(routing_sent[i].port, frame.bytes, CAN_FRAME_BYTES);
        if ((sample.status == BULKHEAD_OK) && sample.valid) {
            (void)can_controller_send_newest(&can, &frame);
        }
    }
}

static void supervise(void)
{
    uint32_t bus_offs = can.counters.bus_offs;
    can_controller_supervise(&can);
    if (can.counters.bus_offs != bus_offs) {
        bulkhead_raise(ERROR_BUS_OFF);
    }
}

void init(void)
{
    can_setup setup = {.base = can_base, .prescaler = CAN_PRESCALER_500_KBIT, .acceptance = &routing_acceptance};
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
    case CHANNEL_BRAKING:
        supervise();
        send_all();
        requests_poll(&can);
        break;
    case CHANNEL_CONTROLLER:
        receive_all();
        can_controller_handle_interrupt(&can);
        microkit_irq_ack(ch);
        break;
    default:
        break;
    }
}
