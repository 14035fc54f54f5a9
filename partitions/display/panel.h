/* The display controller: its registers and the one flip that can be under way. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include <reference/display_service.h>

typedef struct {
    uint32_t front;
    bool pending;
    uint32_t flips;
    uint32_t underflows;
} panel_status;

/* Switches the display on, with no flip under way, whatever an earlier life of the driver left there. */
void panel_start(uintptr_t registers_base, uintptr_t buffers_base);

display_reply panel_flip(uint32_t buffer);

/* Takes in a vertical synchronisation; true if a flip was done with it. */
bool panel_vsync(void);

panel_status panel_query(void);
