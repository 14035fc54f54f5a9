/* Messages of body.dbc that the gateway makes or knows. All that it makes begin with the header of E2E profile 1. */
#pragma once

#include <reference/vehicle_state.h>
#include <stdint.h>

#define BODY_MESSAGE_BYTES 8U

#define ID_VEHICLE_SPEED 0x110U
#define ID_BRAKE_STATUS 0x120U
#define ID_PREFILL_HINT 0x210U

/* Attribute E2EDataId. */
#define DATA_ID_VEHICLE_SPEED 0x2110U
#define DATA_ID_BRAKE_STATUS 0x2120U

/* Write the signals; the header stays 0. */
void encode_vehicle_speed(uint8_t *message, const vehicle_state *vehicle);
void encode_brake_status(uint8_t *message, const vehicle_state *vehicle);
