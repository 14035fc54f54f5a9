#include "body_messages.h"

#include <stdbool.h>

#define BITS_PER_BYTE 8U

/* First bits of the signals, in Intel byte order. */
#define SPEED_START 16U
#define STANDSTILL_START 32U
#define DEMAND_START 16U
#define BRAKE_ACTIVE_START 32U
#define ABS_ACTIVE_START 33U
#define FAULT_STATE_START 34U

static void put(uint8_t *message, uint64_t bits)
{
    for (uint32_t i = 0; i < BODY_MESSAGE_BYTES; i++) {
        message[i] = (uint8_t)(bits >> (BITS_PER_BYTE * i));
    }
}

static uint64_t flag(bool set, uint32_t start)
{
    return set ? (1ULL << start) : 0U;
}

void encode_vehicle_speed(uint8_t *message, const vehicle_state *vehicle)
{
    put(message, ((uint64_t)vehicle->speed_kmh_x100 << SPEED_START) |
                     flag(vehicle->standstill != 0U, STANDSTILL_START));
}

void encode_brake_status(uint8_t *message, const vehicle_state *vehicle)
{
    put(message, ((uint64_t)vehicle->demand_bar_x100 << DEMAND_START) |
                     flag(vehicle->brake_active != 0U, BRAKE_ACTIVE_START) |
                     flag(vehicle->abs_wheels != 0U, ABS_ACTIVE_START) |
                     ((uint64_t)vehicle->fault_state << FAULT_STATE_START));
}
