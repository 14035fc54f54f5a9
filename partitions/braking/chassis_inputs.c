#include "chassis_inputs.h"

#include "chassis_messages.h"
#include "ports.h"
#include "protected_source.h"

/*
 * One check a cycle of 5 ms, and each check without a message lets the counter jump by one more. So a wheel, which
 * sends in each cycle, may miss any message that the age allows; its sequence is broken after four cycles of silence.
 * The others send in every second cycle and are given six.
 */
static const e2e_limits every_cycle = {.max_delta_counter = 1, .max_no_new_or_repeated = 4, .sync_counter = 1};
static const e2e_limits every_second_cycle = {
    .max_delta_counter = 1, .max_no_new_or_repeated = 6, .sync_counter = 1};

/* Over 40 ms: 8 or 4 messages. Valid from the second good one, invalid at the third bad one or too much silence. */
static const e2e_sm_limits sm_every_cycle = {.window_size = 8,
                                             .min_ok_init = 2,
                                             .max_error_init = 1,
                                             .min_ok_valid = 4,
                                             .max_error_valid = 2,
                                             .min_ok_invalid = 6,
                                             .max_error_invalid = 1};
static const e2e_sm_limits sm_every_second_cycle = {.window_size = 8,
                                                    .min_ok_init = 2,
                                                    .max_error_init = 1,
                                                    .min_ok_valid = 2,
                                                    .max_error_valid = 2,
                                                    .min_ok_invalid = 3,
                                                    .max_error_invalid = 1};

#define MAX_AGE_EVERY_CYCLE_US 15000U
#define MAX_AGE_EVERY_SECOND_CYCLE_US 25000U

static protected_source pedal;
static protected_source motion;
static protected_source wheels[WHEEL_COUNT];
static protected_source actuators[WHEEL_COUNT];

static protected_source source_every_cycle(uint32_t port, uint16_t data_id)
{
    protected_source made = {.port = port,
                   .profile = {.mode = E2E_P01_BOTH, .length = PROTECTED_MESSAGE_BYTES, .data_id = data_id},
                   .limits = &every_cycle,
                   .sm_limits = &sm_every_cycle,
                   .max_age_us = MAX_AGE_EVERY_CYCLE_US};
    return made;
}

static protected_source source_every_second_cycle(uint32_t port, uint16_t data_id)
{
    protected_source made = source_every_cycle(port, data_id);
    made.limits = &every_second_cycle;
    made.sm_limits = &sm_every_second_cycle;
    made.max_age_us = MAX_AGE_EVERY_SECOND_CYCLE_US;
    return made;
}

void chassis_inputs_init(void)
{
    pedal = source_every_second_cycle(PORT_PEDAL, DATA_ID_PEDAL_STATUS);
    motion = source_every_second_cycle(PORT_MOTION, DATA_ID_VEHICLE_MOTION);
    for (uint32_t wheel = 0; wheel < WHEEL_COUNT; wheel++) {
        wheels[wheel] =
            source_every_cycle(PORT_WHEEL_SPEED_FL + wheel, (uint16_t)(DATA_ID_WHEEL_SPEED_FL + wheel));
        actuators[wheel] = source_every_second_cycle(PORT_ACTUATOR_STATUS_FL + wheel,
                                                     (uint16_t)(DATA_ID_ACTUATOR_STATUS_FL + wheel));
    }
}

static bool may_be_used(sensor_state state)
{
    return (state == SENSOR_NORMAL) || (state == SENSOR_DEGRADED);
}

static void read_pedal(brake_inputs *inputs, uint32_t since_us)
{
    bool usable = protected_source_read(&pedal, since_us);
    pedal_status status = decode_pedal_status(pedal.message);
    inputs->pedal.valid = usable && may_be_used(status.state);
    inputs->pedal.track1_percent = status.track1_percent;
    inputs->pedal.track2_percent = status.track2_percent;
}

static void read_motion(brake_inputs *inputs, uint32_t since_us)
{
    bool usable = protected_source_read(&motion, since_us);
    vehicle_motion status = decode_vehicle_motion(motion.message);
    inputs->acceleration_valid = usable && may_be_used(status.state);
    inputs->acceleration_mps2 = status.acceleration_mps2;
}

static void read_wheel(brake_inputs *inputs, uint32_t wheel, uint32_t since_us)
{
    bool usable = protected_source_read(&wheels[wheel], since_us);
    wheel_speed speed = decode_wheel_speed(wheels[wheel].message);
    inputs->wheel_valid[wheel] = usable && may_be_used(speed.state);
    inputs->wheel_rad_per_s[wheel] = speed.speed_rad_per_s;
}

static void read_actuator(brake_inputs *inputs, uint32_t wheel, uint32_t since_us)
{
    bool usable = protected_source_read(&actuators[wheel], since_us);
    actuator_status status = decode_actuator_status(actuators[wheel].message);
    inputs->actuator_valid[wheel] = usable;
    inputs->actuator_safe_state[wheel] = usable && (status.state == ACTUATOR_SAFE_STATE);
    inputs->actuator_bar[wheel] = status.pressure_bar;
}

void chassis_inputs_read(brake_inputs *inputs, uint32_t since_us)
{
    read_pedal(inputs, since_us);
    read_motion(inputs, since_us);
    for (uint32_t wheel = 0; wheel < WHEEL_COUNT; wheel++) {
        read_wheel(inputs, wheel, since_us);
        read_actuator(inputs, wheel, since_us);
    }
}
