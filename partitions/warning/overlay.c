#include "overlay.h"

#define OVERLAY_CONTROL 0x00U
#define OVERLAY_STATUS 0x04U
#define OVERLAY_POSITION 0x08U
#define OVERLAY_SIZE 0x0cU
#define OVERLAY_CRC 0x10U
#define OVERLAY_FRAME 0x14U
#define OVERLAY_PIXELS_FROM 0x2000U

#define OVERLAY_ON 1U
#define OVERLAY_SHOWN 1U
#define HIGH_HALF 16U

#define CRC32_REFLECTED 0xedb88320U
#define CRC32_ONES 0xffffffffU
#define BITS_PER_BYTE 8U

static uintptr_t base;

static uint32_t read_register(uint32_t offset)
{
    return *(volatile const uint32_t *)(base + offset);
}

static void write_register(uint32_t offset, uint32_t value)
{
    *(volatile uint32_t *)(base + offset) = value;
}

void overlay_start(uintptr_t registers, uint32_t x_px, uint32_t y_px)
{
    base = registers;
    write_register(OVERLAY_CONTROL, 0);
    write_register(OVERLAY_POSITION, (y_px << HIGH_HALF) | x_px);
    write_register(OVERLAY_SIZE, (OVERLAY_SIDE_PX << HIGH_HALF) | OVERLAY_SIDE_PX);
}

void overlay_show(const overlay_pixel *picture)
{
    for (uint32_t i = 0; i < OVERLAY_PIXELS; i += 2U) {
        uint32_t pair = picture[i] | ((uint32_t)picture[i + 1U] << HIGH_HALF);
        write_register(OVERLAY_PIXELS_FROM + (sizeof(overlay_pixel) * i), pair);
    }
    write_register(OVERLAY_CONTROL, OVERLAY_ON);
}

void overlay_hide(void)
{
    write_register(OVERLAY_CONTROL, 0);
}

uint32_t overlay_frame(void)
{
    return read_register(OVERLAY_FRAME);
}

bool overlay_seen(uint32_t crc)
{
    bool shown = (read_register(OVERLAY_STATUS) & OVERLAY_SHOWN) != 0U;
    write_register(OVERLAY_STATUS, OVERLAY_SHOWN);
    return shown && (read_register(OVERLAY_CRC) == crc);
}

static uint32_t add_byte(uint32_t crc, uint32_t byte)
{
    crc ^= byte;
    for (uint32_t bit = 0; bit < BITS_PER_BYTE; bit++) {
        crc = ((crc & 1U) != 0U) ? ((crc >> 1) ^ CRC32_REFLECTED) : (crc >> 1);
    }
    return crc;
}

uint32_t overlay_crc(const overlay_pixel *picture)
{
    uint32_t crc = CRC32_ONES;
    for (uint32_t i = 0; i < OVERLAY_PIXELS; i++) {
        crc = add_byte(crc, picture[i] & 0xffU);
        crc = add_byte(crc, (uint32_t)picture[i] >> BITS_PER_BYTE);
    }
    return crc ^ CRC32_ONES;
}
