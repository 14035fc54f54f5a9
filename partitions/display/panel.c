/*
 * A flip request names a buffer, while the controller only knows "the other one": the driver compares with what is
 * shown, so that a repeated request cannot flip back. The interrupt is on only while a flip is under way.
 */
#include "panel.h"

#include <stddef.h>

#include "registers.h"

typedef enum { PANEL_OFF, PANEL_IDLE, PANEL_FLIP_PENDING } panel_state;

static display_registers *registers = NULL;
static panel_state state = PANEL_OFF;
static uint32_t flips = 0;
static uint32_t underflows = 0;

static uint32_t shown_buffer(void)
{
    return ((registers->status & STATUS_FRONT) != 0U) ? 1U : 0U;
}

static void count_underflow(void)
{
    if ((registers->status & STATUS_UNDERFLOW) != 0U) {
        registers->status = STATUS_UNDERFLOW;
        underflows++;
    }
}

void panel_start(uintptr_t registers_base, uintptr_t buffers_base)
{
    /* Without both the driver stays off and says so to each request. */
    if ((registers_base == 0U) || (buffers_base == 0U)) {
        return;
    }
    registers = (display_registers *)registers_base;
    registers->control = 0;
    registers->flip = FLIP_NONE;
    for (uint32_t i = 0; i < DISPLAY_BUFFER_COUNT; i++) {
        registers->buffer[i] = (uint32_t)(buffers_base + i * DISPLAY_BUFFER_STRIDE_BYTES);
    }
    registers->status = STATUS_VSYNC | STATUS_UNDERFLOW;
    registers->control = CONTROL_ON;
    state = PANEL_IDLE;
}

display_reply panel_flip(uint32_t buffer)
{
    if (state == PANEL_OFF) {
        return DISPLAY_NO_BUFFERS;
    }
    if (buffer >= DISPLAY_BUFFER_COUNT) {
        return DISPLAY_BAD_BUFFER;
    }
    if (state == PANEL_FLIP_PENDING) {
        return DISPLAY_FLIP_IS_PENDING;
    }
    if (buffer == shown_buffer()) {
        return DISPLAY_ALREADY_SHOWN;
    }
    state = PANEL_FLIP_PENDING;
    /* The mark of an earlier synchronisation must not look like the one that is waited for. */
    registers->status = STATUS_VSYNC;
    registers->flip = FLIP_REQUEST;
    registers->control = CONTROL_ON | CONTROL_VSYNC_INTERRUPT;
    return DISPLAY_OK;
}

bool panel_vsync(void)
{
    if (state == PANEL_OFF) {
        return false;
    }
    registers->status = STATUS_VSYNC;
    count_underflow();
    if ((state != PANEL_FLIP_PENDING) || ((registers->status & STATUS_FLIP_PENDING) != 0U)) {
        return false;
    }
    registers->control = CONTROL_ON;
    state = PANEL_IDLE;
    flips++;
    return true;
}

panel_status panel_query(void)
{
    panel_status status = {0, false, flips, 0};
    if (state != PANEL_OFF) {
        count_underflow();
        status.front = shown_buffer();
        status.pending = state == PANEL_FLIP_PENDING;
    }
    status.underflows = underflows;
    return status;
}
