/*
 * Driver of one CTU CAN FD controller on a bus with a data bit rate: classic and FD frames of up to 64 bytes, with 11 or
 * 29 bits of identifier. Every data frame passes; frames are sent in the order in which they were given, at most four wait.
 *
 * State and interrupts are those of can_controller.h: can_controller_handle_interrupt and can_controller_supervise take
 * the member `controller`.
 */
#pragma once

#include <drivers/can_controller.h>
#include <stdbool.h>
#include <stdint.h>

#define CAN_FD_FRAME_BYTES 64U

typedef enum {
    CAN_CLASSIC = 0,
    CAN_FD = 1,
    CAN_FD_BIT_RATE_SWITCH = 2 /* control field, data and CRC at the data bit rate */
} can_frame_kind;

typedef struct {
    uint32_t identifier;
    bool extended;
    can_frame_kind kind;
    bool error_passive; /* of a received FD frame: its sender is */
    uint32_t length;    /* 0..8, and of an FD frame 12, 16, 20, 24, 32, 48 or 64 */
    uint8_t bytes[CAN_FD_FRAME_BYTES];
} can_fd_frame;

/* A bit is 1 + propagation + phase1 + phase2 quanta long, sampled before phase2. */
typedef struct {
    uint32_t prescaler; /* periods of the controller's clock in a quantum */
    uint32_t propagation;
    uint32_t phase1;
    uint32_t phase2;
    uint32_t jump_width;
} can_bit_timing;

/* Of a controller at 100 MHz: 20 quanta and 80 % at 500 kbit/s, 10 quanta and 70 % in the data phase. */
#define CAN_NOMINAL_500_KBIT {10U, 8U, 7U, 4U, 4U}
#define CAN_DATA_2_MBIT {5U, 3U, 3U, 3U, 3U}
#define CAN_DATA_5_MBIT {2U, 3U, 3U, 3U, 3U}

typedef struct {
    uintptr_t base;
    can_bit_timing nominal;
    can_bit_timing data;
} can_fd_setup;

typedef struct {
    can_controller controller;
    uint32_t next; /* the TXT buffer that takes the next frame; they take turns */
} can_fd_controller;

/* Resets the controller, sets bit rates and joins the bus. False: there is no such controller. */
bool can_fd_controller_start(can_fd_controller *can, const can_fd_setup *setup);

/* Takes the next received frame; false if there is none. */
bool can_fd_controller_receive(can_fd_controller *can, can_fd_frame *frame);

/* False if it cannot be sent now, or no frame of its kind has that length. */
bool can_fd_controller_send(can_fd_controller *can, const can_fd_frame *frame);
