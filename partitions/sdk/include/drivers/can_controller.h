/*
 * Driver of one CTU CAN FD controller with classic frames of up to 8 bytes and 11 bits of identifier.
 *
 *   JOINING --eleven recessive bits--> ERROR_ACTIVE <--> ERROR_PASSIVE --too many errors--> JOINING
 *
 * After too many errors the controller is asked at once to come back, which takes 128 times eleven recessive bits; what
 * is sent meanwhile waits for that. If it joins too long, it is BUS_OFF: nothing is sent until it is back.
 *
 * Frames are sent in two ways. Of what is sent as newest, the last frame alone waits: it takes the place of one before
 * that is not yet on the bus. Other frames wait, at most two, until nothing newest does, and are sent as they are.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define CAN_FRAME_BYTES 8U

typedef enum { CAN_ABSENT = 0, CAN_JOINING = 1, CAN_ERROR_ACTIVE = 2, CAN_ERROR_PASSIVE = 3, CAN_BUS_OFF = 4 } can_state;

typedef struct {
    uint32_t identifier;
    uint32_t length; /* 0..CAN_FRAME_BYTES */
    uint8_t bytes[CAN_FRAME_BYTES];
} can_frame;

/* An identifier passes where it equals the value in the bits of the mask. */
typedef struct {
    uint32_t mask;
    uint32_t value;
} can_filter;

#define CAN_MASK_FILTERS 3U

/* What passes: one of the filters, or an identifier within the range. */
typedef struct {
    can_filter filters[CAN_MASK_FILTERS];
    uint32_t range_low;
    uint32_t range_high;
} can_acceptance;

/* Prescaler of a controller at 100 MHz: 20 quanta a bit. */
#define CAN_PRESCALER_500_KBIT 10U
#define CAN_PRESCALER_250_KBIT 20U

typedef struct {
    uintptr_t base;
    uint32_t prescaler; /* periods of the controller's clock in a quantum */
    const can_acceptance *acceptance;
} can_setup;

typedef struct {
    uint32_t received;
    uint32_t foreign;   /* passed the filters but is no classic data frame */
    uint32_t overruns;  /* times that frames were lost for want of room */
    uint32_t sent;
    uint32_t replaced;  /* gave way to a newer frame */
    uint32_t failed;
    uint32_t blocked;   /* not sent: no buffer was free, or the controller takes no part in the bus */
    uint32_t bus_offs;
} can_counters;

typedef struct {
    uintptr_t base;
    can_state state;
    uint32_t cycles_joining; /* supervisions since the controller took part */
    uint32_t waiting;        /* bit n: the end of TXT buffer n has not been counted */
    can_counters counters;
} can_controller;

/* Resets the controller, sets bit rate and acceptance, and joins the bus. False: there is no such controller. */
bool can_controller_start(can_controller *can, const can_setup *setup);

/* Takes the next received frame; false if there is none. */
bool can_controller_receive(can_controller *can, can_frame *frame);

/* Sends in place of an earlier newest frame that still waits; false if it cannot be sent now. */
bool can_controller_send_newest(can_controller *can, const can_frame *frame);

/* Sends when nothing newest waits; false if it cannot be sent now, since two such frames wait. */
bool can_controller_send(can_controller *can, const can_frame *frame);

/* Clears interrupts and takes in what they say. */
void can_controller_handle_interrupt(can_controller *can);

/* Once a cycle: follows the controller's state and brings it back after bus off. */
void can_controller_supervise(can_controller *can);
