/*
 * The wireless device: rings of descriptors and their buffers in a region of memory of their own, which the device reads
 * and writes by itself.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define RADIO_PACKET_BYTES 1536U

typedef struct {
    uint32_t length;
    volatile const uint8_t *bytes; /* until radio_release */
} radio_packet;

typedef struct {
    uint32_t errors;     /* packets that the device gave up, times that it could not reach its memory */
    uint32_t overruns;   /* times that packets were dropped for want of room */
    uint32_t not_sent;   /* no room in the ring */
} radio_counters;

extern radio_counters radio_counted;

/* Sets up rings and buffers from `memory` on and lets the device listen. */
void radio_start(uintptr_t registers, uintptr_t memory);

/* Clears the interrupt and takes in what it says; true if the device gave up its rings and was started again. */
bool radio_handle_interrupt(void);

/* Looks at the oldest packet that has come in; false if there is none. */
bool radio_peek(radio_packet *packet);

/* Gives the buffer of the oldest packet back to the device. */
void radio_release(void);

/* Sends a copy of the packet; false if the ring is full. */
bool radio_send(const uint8_t *bytes, uint32_t length);
