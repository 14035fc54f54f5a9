/* Checksums of profiles 1, 2, 11 and 22, most significant bit first. */
#pragma once

#include <stdint.h>

#define CRC8_NIBBLE_BITS 4U

/* Remainders of the 16 upper halves of a byte. */
static const uint8_t crc8_1d[16] = {0x00U, 0x1dU, 0x3aU, 0x27U, 0x74U, 0x69U, 0x4eU, 0x53U,
                                   0xe8U, 0xf5U, 0xd2U, 0xcfU, 0x9cU, 0x81U, 0xa6U, 0xbbU};
static const uint8_t crc8_2f[16] = {0x00U, 0x2fU, 0x5eU, 0x71U, 0xbcU, 0x93U, 0xe2U, 0xcdU,
                                   0x57U, 0x78U, 0x09U, 0x26U, 0xebU, 0xc4U, 0xb5U, 0x9aU};

static uint8_t crc8_step(const uint8_t *remainders, uint8_t crc, uint8_t value)
{
    uint8_t next = crc ^ value;
    next = (uint8_t)(next << CRC8_NIBBLE_BITS) ^ remainders[next >> CRC8_NIBBLE_BITS];
    return (uint8_t)(next << CRC8_NIBBLE_BITS) ^ remainders[next >> CRC8_NIBBLE_BITS];
}
