#include "requests.h"

#include <bulkhead.h>
#include <reference/diagnostic_request.h>
#include <reference/vehicle_state.h>

#include "ports.h"
#include "transmit_filter.h"

/* A request is one of a row of numbers: what was seen once is not sent again. */
static bool any_seen;
static uint32_t seen_sequence;
static transmit_filter filter;

static bool is_new(const diagnostic_request *request)
{
    bool fresh = !any_seen || (request->sequence != seen_sequence);
    any_seen = true;
    seen_sequence = request->sequence;
    return fresh;
}

/* What braking says; without a fresh word of it the car is taken to move. */
static bool car_stands(void)
{
    vehicle_state vehicle;
    bulkhead_sample sample = bulkhead_port_read(PORT_VEHICLE_STATE, &vehicle, sizeof vehicle);
    return (sample.status == BULKHEAD_OK) && sample.valid && (vehicle.standstill == 1U);
}

static void judge_and_send(can_controller *can, const diagnostic_request *request)
{
    can_frame frame = {.identifier = request->identifier, .length = request->length};
    for (uint32_t i = 0; i < CAN_FRAME_BYTES; i++) {
        frame.bytes[i] = request->bytes[i];
    }
    if (transmit_filter_admits(&filter, REQUESTER_GATEWAY, &frame, car_stands(), bulkhead_time_ns())) {
        (void)can_controller_send(can, &frame);
    }
    bulkhead_forget(&frame, sizeof frame);
}

void requests_poll(can_controller *can)
{
    diagnostic_request request;
    bulkhead_sample sample = bulkhead_port_read(PORT_DIAGNOSTIC_REQUEST, &request, sizeof request);
    if ((sample.status == BULKHEAD_OK) && sample.valid && is_new(&request)) {
        judge_and_send(can, &request);
    }
    bulkhead_forget(&request, sizeof request);
}
