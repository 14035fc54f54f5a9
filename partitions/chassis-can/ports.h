/* Ports of the partition, as the system description numbers them. */
#pragma once

#define PORT_BRAKE_COMMAND 0U
#define PORT_PEDAL 1U
#define PORT_WHEEL_SPEED_FL 2U /* FR, RL, RR follow */
#define PORT_MOTION 6U
#define PORT_ACTUATOR_STATUS_FL 7U /* FR, RL, RR follow */
#define PORT_VEHICLE_STATE 11U
#define PORT_DIAGNOSTIC_REQUEST 12U
