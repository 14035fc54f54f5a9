/* Diagnostic requests that the gateway asks to have sent on the chassis bus. */
#pragma once

#include <drivers/can_controller.h>

/* Looks for a request; once a cycle. Sends it if the transmit filter admits it, and forgets it if not. */
void requests_poll(can_controller *can);
