/* The overlay device: one small picture over the screen, and a look at what the screen really shows there. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define OVERLAY_SIDE_PX 32U
#define OVERLAY_PIXELS (OVERLAY_SIDE_PX * OVERLAY_SIDE_PX)

typedef uint16_t overlay_pixel; /* RGB565 */

void overlay_start(uintptr_t registers, uint32_t x_px, uint32_t y_px);

/* Puts the picture on the screen from the next scan-out on. */
void overlay_show(const overlay_pixel *picture);

void overlay_hide(void);

/* Scan-outs since power-on. */
uint32_t overlay_frame(void);

/* True if the screen has shown, since the last question, a picture of this checksum at the overlay's place. */
bool overlay_seen(uint32_t crc);

/* Checksum of a picture as the device computes it: CRC-32/ISO-HDLC over its pixels, low byte first. */
uint32_t overlay_crc(const overlay_pixel *picture);
