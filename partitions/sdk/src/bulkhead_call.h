/* Kernel calls: numbers as in docs/kernel-abi.md. */
#pragma once

#include <stdint.h>

enum bulkhead_call_number {
    CALL_RECV = 0,
    CALL_REPLY_RECV = 1,
    CALL_NOTIFY = 2,
    CALL_CALL = 3,
    CALL_IRQ_ACK = 4,
    CALL_PORT_WRITE = 5,
    CALL_PORT_READ = 6,
    CALL_TIME = 7,
    CALL_WINDOW = 8,
    CALL_RAISE = 9,
    CALL_QUEUE_SEND = 10,
    CALL_QUEUE_RECEIVE = 11
};

struct bulkhead_result {
    uint32_t a0;
    uint32_t a1;
    uint32_t a2;
};

static inline struct bulkhead_result bulkhead_call(enum bulkhead_call_number number, uint32_t arg0,
                                                   uint32_t arg1, uint32_t arg2)
{
    register uint32_t a0 __asm__("a0") = arg0;
    register uint32_t a1 __asm__("a1") = arg1;
    register uint32_t a2 __asm__("a2") = arg2;
    register uint32_t a7 __asm__("a7") = (uint32_t)number;
    __asm__ volatile("ecall" : "+r"(a0), "+r"(a1), "+r"(a2) : "r"(a7) : "memory");
    struct bulkhead_result result = {a0, a1, a2};
    return result;
}
