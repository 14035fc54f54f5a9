/*
 * Messages of the chassis bus as chassis.dbc describes them: 8 bytes, E2E profile 1 in the first two, signals in
 * Intel byte order.
 */
#pragma once

#include <stdint.h>

#include "wheels.h"

#define CHASSIS_MESSAGE_BYTES 8U

/* Attribute E2EDataId of each message. */
#define DATA_ID_BRAKE_COMMAND 0x1080U
#define DATA_ID_PEDAL_STATUS 0x10a0U
#define DATA_ID_WHEEL_SPEED_FL 0x10b0U
#define DATA_ID_ACTUATOR_STATUS_FL 0x10c0U
#define DATA_ID_VEHICLE_MOTION 0x10d0U

/* Value table SensorState. */
typedef enum { SENSOR_NORMAL = 0, SENSOR_DEGRADED = 1, SENSOR_FAULT = 2, SENSOR_STARTING = 3 } sensor_state;

/* Value table ActuatorState. */
typedef enum { ACTUATOR_IDLE = 0, ACTUATOR_ACTIVE = 1, ACTUATOR_SAFE_STATE = 2 } actuator_state;

typedef struct {
    float track1_percent;
    float track2_percent;
    sensor_state state;
} pedal_status;

typedef struct {
    float speed_rad_per_s;
    sensor_state state;
} wheel_speed;

typedef struct {
    float acceleration_mps2;
    sensor_state state;
} vehicle_motion;

typedef struct {
    float pressure_bar;
    actuator_state state;
} actuator_status;

pedal_status decode_pedal_status(const uint8_t *message);
wheel_speed decode_wheel_speed(const uint8_t *message);
vehicle_motion decode_vehicle_motion(const uint8_t *message);
actuator_status decode_actuator_status(const uint8_t *message);

/* Writes the signals of BrakeCommand; the E2E header stays 0. */
void encode_brake_command(uint8_t *message, const float pressure_bar[WHEEL_COUNT]);
