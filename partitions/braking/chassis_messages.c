#include "chassis_messages.h"

#include "limit.h"

typedef struct {
    uint8_t start;
    uint8_t length;
} signal_bits;

static const signal_bits pedal_position_1 = {16, 12};
static const signal_bits pedal_position_2 = {28, 12};
static const signal_bits pedal_state = {40, 2};
static const signal_bits wheel_speed_value = {16, 16};
static const signal_bits wheel_sensor_state = {34, 2};
static const signal_bits longitudinal_acceleration = {16, 16};
static const signal_bits motion_sensor_state = {48, 2};
static const signal_bits pressure_actual = {16, 12};
static const signal_bits actuator_state_value = {28, 2};
static const signal_bits pressure_wanted[WHEEL_COUNT] = {{16, 12}, {28, 12}, {40, 12}, {52, 12}};

#define PEDAL_PERCENT_PER_BIT 0.1f
#define SPEED_RAD_PER_S_PER_BIT 0.01f
#define ACCELERATION_MPS2_PER_BIT 0.01f
#define PRESSURE_BAR_PER_BIT 0.05f
#define PRESSURE_MAX_BAR 200.0f
#define BITS_PER_BYTE 8U

static uint64_t bits_of(const uint8_t *message)
{
    uint64_t bits = 0;
    for (uint32_t i = 0; i < CHASSIS_MESSAGE_BYTES; i++) {
        bits |= (uint64_t)message[i] << (BITS_PER_BYTE * i);
    }
    return bits;
}

static uint32_t raw(const uint8_t *message, signal_bits signal)
{
    uint32_t mask = (1UL << signal.length) - 1U;
    return (uint32_t)(bits_of(message) >> signal.start) & mask;
}

static float unsigned_value(const uint8_t *message, signal_bits signal, float per_bit)
{
    return (float)raw(message, signal) * per_bit;
}

static float signed_value(const uint8_t *message, signal_bits signal, float per_bit)
{
    return (float)(int16_t)(uint16_t)raw(message, signal) * per_bit;
}

pedal_status decode_pedal_status(const uint8_t *message)
{
    pedal_status status = {
        .track1_percent = unsigned_value(message, pedal_position_1, PEDAL_PERCENT_PER_BIT),
        .track2_percent = unsigned_value(message, pedal_position_2, PEDAL_PERCENT_PER_BIT),
        .state = (sensor_state)raw(message, pedal_state),
    };
    return status;
}

wheel_speed decode_wheel_speed(const uint8_t *message)
{
    wheel_speed speed = {
        .speed_rad_per_s = signed_value(message, wheel_speed_value, SPEED_RAD_PER_S_PER_BIT),
        .state = (sensor_state)raw(message, wheel_sensor_state),
    };
    return speed;
}

vehicle_motion decode_vehicle_motion(const uint8_t *message)
{
    vehicle_motion motion = {
        .acceleration_mps2 = signed_value(message, longitudinal_acceleration, ACCELERATION_MPS2_PER_BIT),
        .state = (sensor_state)raw(message, motion_sensor_state),
    };
    return motion;
}

actuator_status decode_actuator_status(const uint8_t *message)
{
    actuator_status status = {
        .pressure_bar = unsigned_value(message, pressure_actual, PRESSURE_BAR_PER_BIT),
        .state = (actuator_state)raw(message, actuator_state_value),
    };
    return status;
}

void encode_brake_command(uint8_t *message, const float pressure_bar[WHEEL_COUNT])
{
    uint64_t bits = 0;
    for (uint32_t wheel = 0; wheel < WHEEL_COUNT; wheel++) {
        float bar = limit(pressure_bar[wheel], 0.0f, PRESSURE_MAX_BAR);
        uint64_t wanted = (uint64_t)(uint32_t)((bar / PRESSURE_BAR_PER_BIT) + 0.5f);
        bits |= wanted << pressure_wanted[wheel].start;
    }
    for (uint32_t i = 0; i < CHASSIS_MESSAGE_BYTES; i++) {
        message[i] = (uint8_t)(bits >> (BITS_PER_BYTE * i));
    }
}
