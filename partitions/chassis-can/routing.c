#include "routing.h"

#include "ports.h"

/* Identifiers of chassis.dbc; wheels and actuators stand in the order FL, FR, RL, RR. */
#define ID_BRAKE_COMMAND 0x080U
#define ID_PEDAL_STATUS 0x0a0U
#define ID_WHEEL_SPEED_FL 0x0b0U
#define ID_ACTUATOR_STATUS_FL 0x0c0U
#define ID_VEHICLE_MOTION 0x0d0U

#define ID_MASK_ALL 0x7ffU
#define ID_MASK_FOUR_WHEELS 0x7fcU

const can_acceptance routing_acceptance = {
    .filters = {{ID_MASK_ALL, ID_PEDAL_STATUS},
                {ID_MASK_FOUR_WHEELS, ID_WHEEL_SPEED_FL},
                {ID_MASK_FOUR_WHEELS, ID_ACTUATOR_STATUS_FL}},
    .range_low = ID_VEHICLE_MOTION,
    .range_high = ID_VEHICLE_MOTION,
};

static const route received[] = {
    {ID_PEDAL_STATUS, PORT_PEDAL},
    {ID_WHEEL_SPEED_FL, PORT_WHEEL_SPEED_FL},
    {ID_WHEEL_SPEED_FL + 1U, PORT_WHEEL_SPEED_FL + 1U},
    {ID_WHEEL_SPEED_FL + 2U, PORT_WHEEL_SPEED_FL + 2U},
    {ID_WHEEL_SPEED_FL + 3U, PORT_WHEEL_SPEED_FL + 3U},
    {ID_ACTUATOR_STATUS_FL, PORT_ACTUATOR_STATUS_FL},
    {ID_ACTUATOR_STATUS_FL + 1U, PORT_ACTUATOR_STATUS_FL + 1U},
    {ID_ACTUATOR_STATUS_FL + 2U, PORT_ACTUATOR_STATUS_FL + 2U},
    {ID_ACTUATOR_STATUS_FL + 3U, PORT_ACTUATOR_STATUS_FL + 3U},
    {ID_VEHICLE_MOTION, PORT_MOTION},
};

#define RECEIVED_COUNT (sizeof(received) / sizeof(received[0]))

const route routing_sent[] = {{ID_BRAKE_COMMAND, PORT_BRAKE_COMMAND}};
const uint32_t routing_sent_count = sizeof(routing_sent) / sizeof(routing_sent[0]);

bool routing_receive_port(uint32_t identifier, uint32_t *port)
{
    for (uint32_t i = 0; i < RECEIVED_COUNT; i++) {
        if (received[i].identifier == identifier) {
            *port = received[i].port;
            return true;
        }
    }
    return false;
}
