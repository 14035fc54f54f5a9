/* Ports, time, windows, errors and the console. */
#include <bulkhead.h>
#include <microkit.h>

#include "bulkhead_call.h"

bulkhead_status bulkhead_port_write(uint32_t port, const void *message, uint32_t size)
{
    struct bulkhead_result result =
        bulkhead_call(CALL_PORT_WRITE, port, (uint32_t)(uintptr_t)message, size);
    return (bulkhead_status)(int32_t)result.a0;
}

bulkhead_sample bulkhead_port_read(uint32_t port, void *message, uint32_t size)
{
    struct bulkhead_result result =
        bulkhead_call(CALL_PORT_READ, port, (uint32_t)(uintptr_t)message, size);
    bulkhead_sample sample = {(bulkhead_status)(int32_t)result.a0, false, UINT32_MAX};
    if (sample.status == BULKHEAD_OK) {
        sample.valid = result.a1 != 0U;
        sample.age_us = result.a2;
    }
    return sample;
}

bulkhead_status bulkhead_queue_send(uint32_t port, const void *message, uint32_t size)
{
    struct bulkhead_result result =
        bulkhead_call(CALL_QUEUE_SEND, port, (uint32_t)(uintptr_t)message, size);
    return (bulkhead_status)(int32_t)result.a0;
}

bulkhead_message bulkhead_queue_receive(uint32_t port, void *message, uint32_t capacity)
{
    struct bulkhead_result result =
        bulkhead_call(CALL_QUEUE_RECEIVE, port, (uint32_t)(uintptr_t)message, capacity);
    bulkhead_message received = {(bulkhead_status)(int32_t)result.a0, 0, false};
    if (received.status == BULKHEAD_OK) {
        received.size = result.a1;
        received.lost = result.a2 != 0U;
    }
    return received;
}

uint64_t bulkhead_time_ns(void)
{
    struct bulkhead_result result = bulkhead_call(CALL_TIME, 0, 0, 0);
    return ((uint64_t)result.a1 << 32) | result.a0;
}

bulkhead_window bulkhead_current_window(void)
{
    struct bulkhead_result result = bulkhead_call(CALL_WINDOW, 0, 0, 0);
    bulkhead_window window = {result.a0, result.a1};
    return window;
}

void bulkhead_raise(uint32_t code)
{
    (void)bulkhead_call(CALL_RAISE, code, 0, 0);
}

void bulkhead_forget(void *memory, uint32_t bytes)
{
    volatile uint32_t *words = memory;
    for (uint32_t i = 0; i < (bytes / sizeof(uint32_t)); i++) {
        words[i] = 0;
    }
}
