/* Channels and ports of the partition, as the system description numbers them. */
#pragma once

#define CHANNEL_CYCLE 0U /* timer */
#define CHANNEL_BODY 1U  /* body-can: either has something for the other */

#define PORT_BODY_RECEIVED 0U
#define PORT_BODY_TO_SEND 1U
#define PORT_VEHICLE_STATE 2U
#define PORT_PREFILL_HINT 3U
#define PORT_DIAGNOSTIC_REQUEST 4U
