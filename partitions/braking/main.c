/*
 * Partition `braking`: brake by wire with slip control. README.md in this folder says what it does and when.
 *
 * Each notification of the timer is one cycle: read and check inputs, control, send the command, publish the state.
 */
#include <bulkhead.h>
#include <e2e.h>
#include <math.h>
#include <microkit.h>
#include <reference/vehicle_state.h>

#include "advisory_inputs.h"
#include "brake_control.h"
#include "calibration.h"
#include "chassis_inputs.h"
#include "chassis_messages.h"
#include "ports.h"

#define KMH_PER_MPS 3.6f
#define HUNDREDTHS 100.0f
#define MM_PER_M 1000.0f
#define UINT16_MOST 65535.0f
#define NS_PER_US 1000U

/* Codes for the health monitor. */
#define ERROR_COMMAND_NOT_WRITTEN 1U
#define ERROR_SAFE_STOP 2U

static const e2e_profile command_profile = {
    .mode = E2E_P01_BOTH, .length = CHASSIS_MESSAGE_BYTES, .data_id = DATA_ID_BRAKE_COMMAND};

static brake_control control;
static brake_inputs inputs;
static e2e_sender command_sender;
static vehicle_state published;
static float part_of_mm;
static bool safe_stop_reported;
static uint64_t last_cycle_ns;

static void send_command(void)
{
    uint8_t message[CHASSIS_MESSAGE_BYTES];
    encode_brake_command(message, control.pressure_bar);
    e2e_protect(&command_sender, &command_profile, message);
    if (bulkhead_port_write(PORT_BRAKE_COMMAND, message, CHASSIS_MESSAGE_BYTES) != BULKHEAD_OK) {
        bulkhead_raise(ERROR_COMMAND_NOT_WRITTEN);
    }
    microkit_notify(CHANNEL_CHASSIS);
}

static uint16_t hundredths(float value)
{
    float scaled = fminf(fmaxf(value, 0.0f) * HUNDREDTHS, UINT16_MOST);
    return (uint16_t)(scaled + 0.5f);
}

static vehicle_fault_state fault_state(void)
{
    if (control.demand.state == DEMAND_SAFE_STOP) {
        return VEHICLE_STATE_SAFE_STOP;
    }
    if (!control.complete_once && (published.cycle < STARTING_CYCLES)) {
        return VEHICLE_STATE_STARTING;
    }
    return control.degraded ? VEHICLE_STATE_DEGRADED : VEHICLE_STATE_NORMAL;
}

static uint8_t abs_wheels(void)
{
    uint8_t mask = 0;
    for (uint32_t wheel = 0; wheel < WHEEL_COUNT; wheel++) {
        if (slip_is_active(&control.slip[wheel])) {
            mask |= (uint8_t)(1U << wheel);
        }
    }
    return mask;
}

static void publish_state(void)
{
    part_of_mm += control.reference.speed_mps * CYCLE_S * MM_PER_M;
    uint32_t whole_mm = (uint32_t)part_of_mm;
    part_of_mm -= (float)whole_mm;
    published.cycle++;
    published.distance_mm += whole_mm;
    published.speed_kmh_x100 = hundredths(control.reference.speed_mps * KMH_PER_MPS);
    published.demand_bar_x100 = hundredths(control.demand.pressure_bar);
    published.brake_active = (control.demand.pressure_bar > 0.0f) ? 1U : 0U;
    published.standstill = control.reference.standstill ? 1U : 0U;
    published.abs_wheels = abs_wheels();
    published.fault_state = (uint8_t)fault_state();
    /* For display only: nobody here waits for its reader, a failed write is seen by its age. */
    (void)bulkhead_port_write(PORT_VEHICLE_STATE, &published, sizeof(published));
}

static void report_safe_stop(void)
{
    bool safe_stop = control.demand.state == DEMAND_SAFE_STOP;
    if (safe_stop && !safe_stop_reported) {
        bulkhead_raise(ERROR_SAFE_STOP);
    }
    safe_stop_reported = safe_stop;
}

void init(void)
{
    brake_control_init(&control);
    chassis_inputs_init();
    advisory_inputs_init();
    last_cycle_ns = bulkhead_time_ns();
}

static uint32_t since_last_cycle_us(void)
{
    uint64_t now_ns = bulkhead_time_ns();
    uint32_t since_us = (uint32_t)((now_ns - last_cycle_ns) / NS_PER_US);
    last_cycle_ns = now_ns;
    return since_us;
}

void notified(microkit_channel ch)
{
    if (ch == CHANNEL_CYCLE) {
        uint32_t since_us = since_last_cycle_us();
        chassis_inputs_read(&inputs, since_us);
        advisory_inputs_read(&inputs, control.reference.standstill, since_us);
        brake_control_step(&control, &inputs);
        send_command();
        publish_state();
        report_safe_stop();
    }
}
