/*
 * What a partition may ask of the kernel beyond Microkit: sampling ports with age, queuing ports, time, the partition's
 * own window, and raising an error to the health monitor. Shapes follow ARINC 653.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

typedef enum {
    BULKHEAD_OK = 0,
    BULKHEAD_NO_SUCH_CHANNEL = -1,
    BULKHEAD_NOT_PERMITTED = -2,
    BULKHEAD_BAD_ARGUMENT = -3,
    BULKHEAD_NEVER_WRITTEN = -4,
    BULKHEAD_PEER_GONE = -5,
    BULKHEAD_NOT_AVAILABLE = -6
} bulkhead_status;

/* What a sampling port held: valid if its age is at most the port's refresh period. */
typedef struct {
    bulkhead_status status;
    bool valid;
    uint32_t age_us;
} bulkhead_sample;

typedef struct {
    uint32_t index;
    uint32_t left_us;
} bulkhead_window;

/* Writes a message; `size` must be the port's. */
bulkhead_status bulkhead_port_write(uint32_t port, const void *message, uint32_t size);

/* Reads the last message; never blocks. */
bulkhead_sample bulkhead_port_read(uint32_t port, void *message, uint32_t size);

/*
 * Zeroes memory in a way that the compiler keeps, a multiple of 4 bytes at an address that is one: for a message that was
 * refused, so that nothing of it stays where it was looked at.
 */
void bulkhead_forget(void *memory, uint32_t bytes);

/* What a queuing port gave: `size` bytes; `lost` if a message before this one found no place in the queue. */
typedef struct {
    bulkhead_status status;
    uint32_t size;
    bool lost;
} bulkhead_message;

/*
 * Puts a message of at most the queue's size at its end; never blocks. BULKHEAD_NOT_AVAILABLE if the queue is full; a
 * sender of a higher level than the receiver's is not told and the message is dropped.
 */
bulkhead_status bulkhead_queue_send(uint32_t port, const void *message, uint32_t size);

/*
 * Takes the first message; never blocks. `capacity` must be at least the queue's size. BULKHEAD_NOT_AVAILABLE if there
 * is none.
 */
bulkhead_message bulkhead_queue_receive(uint32_t port, void *message, uint32_t capacity);

/* Nanoseconds since power-on. */
uint64_t bulkhead_time_ns(void);

/* The window that is open now. */
bulkhead_window bulkhead_current_window(void);

/* Raises an application error to the health monitor; returns unless that restarts or stops the partition. */
void bulkhead_raise(uint32_t code);

/* The partition's console: a 16550 UART. Returns -1 if no byte has come in. */
int bulkhead_console_get(void);

/* Lets the UART interrupt when a byte comes in. */
void bulkhead_console_enable_interrupt(void);
