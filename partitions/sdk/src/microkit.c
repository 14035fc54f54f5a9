/* The event loop of a protection domain, and the Microkit calls. */
#include <microkit.h>

#include "bulkhead_call.h"

enum event { EVENT_NOTIFICATION = 0, EVENT_CALL = 1 };
enum deferred { DEFERRED_NONE = 0, DEFERRED_NOTIFY = 1, DEFERRED_IRQ_ACK = 2 };

#define CHANNELS_PER_WORD 32U

seL4_Word __bulkhead_ipc[MICROKIT_MAX_MESSAGE_WORDS];
/* Written by the loader, so it must lie in .data. */
char microkit_name[MICROKIT_PD_NAME_LENGTH] __attribute__((section(".data"))) = "";
bool microkit_have_signal = false;

static enum deferred deferred_action = DEFERRED_NONE;
static microkit_channel deferred_channel = 0;

static void dispatch_word(seL4_Word pending, microkit_channel first)
{
    while (pending != 0U) {
        microkit_channel bit = (microkit_channel)__builtin_ctz(pending);
        pending &= pending - 1U;
        notified(first + bit);
    }
}

static struct bulkhead_result wait(enum bulkhead_call_number call, microkit_msginfo reply)
{
    enum deferred action = deferred_action;
    deferred_action = DEFERRED_NONE;
    microkit_have_signal = false;
    return bulkhead_call(call, (uint32_t)action, deferred_channel, reply.words[0]);
}

/* Called by the start code with the stack set up. */
_Noreturn void bulkhead_main(void);
_Noreturn void bulkhead_main(void)
{
    microkit_msginfo reply = {{0}};
    init();
    struct bulkhead_result event = wait(CALL_RECV, reply);
    for (;;) {
        if (event.a0 == EVENT_CALL) {
            microkit_msginfo request = {{event.a2}};
            reply = protected(event.a1, request);
            event = wait(CALL_REPLY_RECV, reply);
        } else {
            dispatch_word(event.a1, 0);
            dispatch_word(event.a2, CHANNELS_PER_WORD);
            event = wait(CALL_RECV, reply);
        }
    }
}

__attribute__((weak)) microkit_msginfo protected(microkit_channel ch, microkit_msginfo msginfo)
{
    (void)ch;
    (void)msginfo;
    microkit_internal_crash(0);
    return microkit_msginfo_new(0, 0);
}

__attribute__((weak)) seL4_Bool fault(microkit_child child, microkit_msginfo msginfo,
                                      microkit_msginfo *reply_msginfo)
{
    (void)child;
    (void)msginfo;
    (void)reply_msginfo;
    return seL4_False;
}

void microkit_internal_crash(seL4_Word err)
{
    (void)err;
    __builtin_trap();
}

void microkit_notify(microkit_channel ch)
{
    (void)bulkhead_call(CALL_NOTIFY, ch, 0, 0);
}

void microkit_irq_ack(microkit_channel ch)
{
    (void)bulkhead_call(CALL_IRQ_ACK, ch, 0, 0);
}

static void defer(enum deferred action, microkit_channel ch)
{
    deferred_action = action;
    deferred_channel = ch;
    microkit_have_signal = true;
}

void microkit_deferred_notify(microkit_channel ch)
{
    defer(DEFERRED_NOTIFY, ch);
}

void microkit_deferred_irq_ack(microkit_channel ch)
{
    defer(DEFERRED_IRQ_ACK, ch);
}

microkit_msginfo microkit_ppcall(microkit_channel ch, microkit_msginfo msginfo)
{
    struct bulkhead_result result = bulkhead_call(CALL_CALL, ch, msginfo.words[0], 0);
    if ((int32_t)result.a0 < 0) {
        return microkit_msginfo_new(BULKHEAD_LABEL_CALLEE_GONE, 0);
    }
    microkit_msginfo reply = {{result.a1}};
    return reply;
}
