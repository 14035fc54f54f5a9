/* Diagnosis of the gateway itself over the body bus: requests of a tester in, answers out, whatever comes. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include <drivers/can_controller.h>

#define ID_GATEWAY_REQUEST 0x740U
#define ID_GATEWAY_ANSWER 0x748U

void diagnostics_begin(void);

/* Takes a frame of a tester. A request that is complete is answered at once; while an answer goes out none is taken. */
void diagnostics_take(const can_frame *frame, bool standstill, uint64_t now_ns);

/* Gives the frame to be sent now; false if there is none. */
bool diagnostics_next(can_frame *frame, bool standstill, uint64_t now_ns);
