/*
 * The interface of a seL4 Microkit protection domain, written from the Microkit manual, on Bulkhead's
 * kernel calls (docs/kernel-abi.md). Differences: a word has 32 bits, so a message label has 20;
 * the calls at the end do not exist here and using one stops the compiler.
 */
#pragma once

#include <sel4/sel4.h>
#include <stdbool.h>

#define MICROKIT_MAX_CHANNELS 62U
#define MICROKIT_MAX_CHANNEL_ID (MICROKIT_MAX_CHANNELS - 1U)
#define MICROKIT_PD_NAME_LENGTH 64U
#define MICROKIT_MAX_MESSAGE_WORDS 64U

/* Label of the answer to a call whose callee died, stopped or was restarted before it replied. */
#define BULKHEAD_LABEL_CALLEE_GONE 0xfffffU

typedef unsigned int microkit_channel;
typedef unsigned int microkit_child;
typedef seL4_MessageInfo_t microkit_msginfo;

/* Entry points of a protection domain; `notified` and `init` must be there, the others have defaults. */
void init(void);
void notified(microkit_channel ch);
microkit_msginfo protected(microkit_channel ch, microkit_msginfo msginfo);
seL4_Bool fault(microkit_child child, microkit_msginfo msginfo, microkit_msginfo *reply_msginfo);

extern char microkit_name[MICROKIT_PD_NAME_LENGTH];
extern bool microkit_have_signal;

/* The message registers, which the kernel copies between the two ends of a call. */
extern seL4_Word __bulkhead_ipc[MICROKIT_MAX_MESSAGE_WORDS];

void microkit_dbg_putc(int c);
void microkit_dbg_puts(const char *s);
void microkit_dbg_put8(seL4_Uint8 x);
void microkit_dbg_put32(seL4_Uint32 x);
void microkit_internal_crash(seL4_Word err);

void microkit_notify(microkit_channel ch);
void microkit_irq_ack(microkit_channel ch);
void microkit_deferred_notify(microkit_channel ch);
void microkit_deferred_irq_ack(microkit_channel ch);
microkit_msginfo microkit_ppcall(microkit_channel ch, microkit_msginfo msginfo);

static inline microkit_msginfo microkit_msginfo_new(seL4_Word label, seL4_Uint16 count)
{
    return seL4_MessageInfo_new(label, 0, 0, count);
}

static inline seL4_Word microkit_msginfo_get_label(microkit_msginfo msginfo)
{
    return seL4_MessageInfo_get_label(msginfo);
}

static inline seL4_Word microkit_msginfo_get_count(microkit_msginfo msginfo)
{
    return seL4_MessageInfo_get_length(msginfo);
}

static inline void microkit_mr_set(seL4_Uint8 mr, seL4_Word value)
{
    __bulkhead_ipc[mr & (MICROKIT_MAX_MESSAGE_WORDS - 1U)] = value;
}

static inline seL4_Word microkit_mr_get(seL4_Uint8 mr)
{
    return __bulkhead_ipc[mr & (MICROKIT_MAX_MESSAGE_WORDS - 1U)];
}

/* Calls that Microkit has and the kernel has not: using one is an error of the compiler. */
#define BULKHEAD_ABSENT(name, why) void name(void) __attribute__((unavailable(why)))
#define BULKHEAD_NO_CHILDREN "there are no child domains here, the health monitor restarts and stops partitions"
#define BULKHEAD_NO_VCPU "there are no virtual CPUs here"
#define BULKHEAD_NO_SMC "there are no secure monitor calls here"
BULKHEAD_ABSENT(microkit_pd_restart, BULKHEAD_NO_CHILDREN);
BULKHEAD_ABSENT(microkit_pd_stop, BULKHEAD_NO_CHILDREN);
BULKHEAD_ABSENT(microkit_vcpu_restart, BULKHEAD_NO_VCPU);
BULKHEAD_ABSENT(microkit_vcpu_stop, BULKHEAD_NO_VCPU);
BULKHEAD_ABSENT(microkit_vcpu_arm_inject_irq, BULKHEAD_NO_VCPU);
BULKHEAD_ABSENT(microkit_vcpu_arm_ack_vppi, BULKHEAD_NO_VCPU);
BULKHEAD_ABSENT(microkit_vcpu_arm_read_reg, BULKHEAD_NO_VCPU);
BULKHEAD_ABSENT(microkit_vcpu_arm_write_reg, BULKHEAD_NO_VCPU);
BULKHEAD_ABSENT(microkit_arm_smc_call, BULKHEAD_NO_SMC);
#undef BULKHEAD_ABSENT
