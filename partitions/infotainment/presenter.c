#include "presenter.h"

#include <microkit.h>

#define CHANNEL_DISPLAY 1U

typedef enum {
    PRESENTER_NO_DRIVER, /* it does not answer: it is being restarted, or there are no buffers */
    PRESENTER_READY,
    PRESENTER_FLIP_PENDING
} presenter_state;

static uintptr_t buffers = 0;
static presenter_state state = PRESENTER_NO_DRIVER;
static uint32_t front = 0;

void presenter_start(uintptr_t buffers_base)
{
    buffers = buffers_base;
    presenter_update();
}

void presenter_update(void)
{
    state = PRESENTER_NO_DRIVER;
    if (buffers == 0U) {
        return;
    }
    microkit_msginfo reply = microkit_ppcall(CHANNEL_DISPLAY, microkit_msginfo_new(DISPLAY_QUERY, 0));
    if ((microkit_msginfo_get_label(reply) == (seL4_Word)DISPLAY_OK)
        && (microkit_msginfo_get_count(reply) >= (seL4_Word)DISPLAY_QUERY_WORDS)) {
        front = microkit_mr_get(DISPLAY_QUERY_FRONT) % DISPLAY_BUFFER_COUNT;
        state = (microkit_mr_get(DISPLAY_QUERY_PENDING) != 0U) ? PRESENTER_FLIP_PENDING : PRESENTER_READY;
    }
}

bool presenter_ready(void)
{
    return state == PRESENTER_READY;
}

uint32_t presenter_back(void)
{
    return (front + 1U) % DISPLAY_BUFFER_COUNT;
}

display_pixel *presenter_picture(uint32_t buffer)
{
    return (display_pixel *)(buffers + buffer * DISPLAY_BUFFER_STRIDE_BYTES);
}

void presenter_show(void)
{
    microkit_mr_set(DISPLAY_FLIP_BUFFER, presenter_back());
    microkit_msginfo reply =
        microkit_ppcall(CHANNEL_DISPLAY, microkit_msginfo_new(DISPLAY_FLIP, DISPLAY_FLIP_WORDS));
    /* A refusal shows that the driver was restarted meanwhile; the next update finds out how things stand. */
    bool accepted = microkit_msginfo_get_label(reply) == (seL4_Word)DISPLAY_OK;
    state = accepted ? PRESENTER_FLIP_PENDING : PRESENTER_NO_DRIVER;
}
