/* Registers of the display controller, as docs/board.md has them; 32-bit accesses only. */
#pragma once

#include <stdint.h>

typedef volatile struct {
    uint32_t control;
    uint32_t status;
    uint32_t buffer[2]; /* addresses of the pictures */
    uint32_t flip;      /* 1 shows the other buffer from the next vertical synchronisation on, 0 calls that off */
    uint32_t frames;    /* vertical synchronisations since reset */
    uint32_t geometry;  /* height in the upper half, width in the lower */
} display_registers;

#define CONTROL_ON 0x1U
#define CONTROL_VSYNC_INTERRUPT 0x2U

#define STATUS_FRONT 0x1U        /* the buffer that is shown */
#define STATUS_FLIP_PENDING 0x2U
#define STATUS_VSYNC 0x4U        /* writing 1 clears it */
#define STATUS_UNDERFLOW 0x8U    /* writing 1 clears it */

#define FLIP_REQUEST 0x1U
#define FLIP_NONE 0x0U
