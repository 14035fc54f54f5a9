/* Channels and ports of the partition, as the system description numbers them. */
#pragma once

#define CHANNEL_CYCLE 0U   /* timer, every 5 ms */
#define CHANNEL_CHASSIS 1U /* chassis-can: a brake command lies in the port */

#define PORT_BRAKE_COMMAND 0U
#define PORT_PEDAL 1U
#define PORT_WHEEL_SPEED_FL 2U /* FR, RL, RR follow */
#define PORT_MOTION 6U
#define PORT_ACTUATOR_STATUS_FL 7U /* FR, RL, RR follow */
#define PORT_VEHICLE_STATE 11U
#define PORT_BRAKE_FEEL 12U
#define PORT_PREFILL_HINT 13U
