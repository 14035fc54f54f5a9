/*
 * Graphics driver: owns the display controller and its interrupt, and flips between two picture buffers that another
 * partition draws into. It touches no pixel.
 */
#include <microkit.h>
#include <stdint.h>

#include <reference/display_service.h>
#include "panel.h"

#define CHANNEL_CLIENT 1U
#define CHANNEL_VSYNC 2U

/* Written by the loader, so they must lie in .data. */
uintptr_t display_base __attribute__((section(".data"))) = 0;
uintptr_t framebuffer_base __attribute__((section(".data"))) = 0;

void init(void)
{
    panel_start(display_base, framebuffer_base);
}

void notified(microkit_channel ch)
{
    if (ch != CHANNEL_VSYNC) {
        return;
    }
    if (panel_vsync()) {
        microkit_notify(CHANNEL_CLIENT);
    }
    microkit_deferred_irq_ack(CHANNEL_VSYNC);
}

static microkit_msginfo answer(display_reply label)
{
    return microkit_msginfo_new((seL4_Word)label, 0);
}

static microkit_msginfo flip(microkit_msginfo request)
{
    if (microkit_msginfo_get_count(request) < (seL4_Word)DISPLAY_FLIP_WORDS) {
        return answer(DISPLAY_BAD_LENGTH);
    }
    return answer(panel_flip(microkit_mr_get(DISPLAY_FLIP_BUFFER)));
}

static microkit_msginfo query(void)
{
    panel_status status = panel_query();
    microkit_mr_set(DISPLAY_QUERY_FRONT, status.front);
    microkit_mr_set(DISPLAY_QUERY_PENDING, status.pending ? 1U : 0U);
    microkit_mr_set(DISPLAY_QUERY_FLIPS, status.flips);
    microkit_mr_set(DISPLAY_QUERY_UNDERFLOWS, status.underflows);
    return microkit_msginfo_new(DISPLAY_OK, DISPLAY_QUERY_WORDS);
}

microkit_msginfo protected(microkit_channel ch, microkit_msginfo msginfo)
{
    (void)ch; /* there is one client */
    switch (microkit_msginfo_get_label(msginfo)) {
    case DISPLAY_FLIP:
        return flip(msginfo);
    case DISPLAY_QUERY:
        return query();
    default:
        return answer(DISPLAY_UNKNOWN_REQUEST);
    }
}
