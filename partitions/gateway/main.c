/*
 * Partition `gateway`: speed and brake state out to the body bus, a hint and diagnostic requests in from it. What passes
 * is on a list; what it means is decided by who takes it. What a tester asks of the gateway itself is answered.
 */
#include <bulkhead.h>
#include <e2e.h>
#include <microkit.h>
#include <reference/diagnostic_request.h>
#include <reference/frame_ring.h>

#include "allow_list.h"
#include "body_messages.h"
#include "diagnostics.h"
#include "ports.h"

#define NS_PER_MS 1000000U

static const e2e_profile speed_profile = {
    .mode = E2E_P01_BOTH, .length = BODY_MESSAGE_BYTES, .data_id = DATA_ID_VEHICLE_SPEED};
static const e2e_profile brake_profile = {
    .mode = E2E_P01_BOTH, .length = BODY_MESSAGE_BYTES, .data_id = DATA_ID_BRAKE_STATUS};

static e2e_sender speed_sender;
static e2e_sender brake_sender;
static frame_ring to_send;
static frame_ring_reader body;
static diagnostic_request request;

static void ask_chassis(const can_frame *frame)
{
    request.sequence++;
    request.identifier = frame->identifier;
    request.length = frame->length;
    for (uint32_t i = 0; i < CAN_FRAME_BYTES; i++) {
        request.bytes[i] = frame->bytes[i];
    }
    (void)bulkhead_port_write(PORT_DIAGNOSTIC_REQUEST, &request, sizeof request);
}

/* What braking says; without a fresh word of it the car is taken to move. */
static bool read_vehicle(vehicle_state *vehicle)
{
    bulkhead_sample sample = bulkhead_port_read(PORT_VEHICLE_STATE, vehicle, sizeof *vehicle);
    return (sample.status == BULKHEAD_OK) && sample.valid;
}

static void send_to_body(void)
{
    (void)bulkhead_port_write(PORT_BODY_TO_SEND, &to_send, sizeof to_send);
    microkit_notify(CHANNEL_BODY);
}

static bool add_diagnosis(bool standstill, uint64_t now_ns)
{
    can_frame frame;
    if (!diagnostics_next(&frame, standstill, now_ns) || !allow_list_judge(&frame, BULKHEAD_TO_BUS, now_ns).admitted) {
        return false;
    }
    frame_ring_add(&to_send, &frame);
    return true;
}

static void diagnose(const can_frame *frame, uint64_t now_ns)
{
    vehicle_state vehicle;
    bool standstill = read_vehicle(&vehicle) && (vehicle.standstill == 1U);
    diagnostics_take(frame, standstill, now_ns);
    if (add_diagnosis(standstill, now_ns)) {
        send_to_body();
    }
}

static void take_from_body(const can_frame *frame, uint64_t now_ns)
{
    verdict judged = allow_list_judge(frame, BULKHEAD_FROM_BUS, now_ns);
    if (!judged.admitted) {
        return;
    }
    switch (judged.to) {
    case TARGET_BRAKING:
        (void)bulkhead_port_write(PORT_PREFILL_HINT, frame->bytes, BODY_MESSAGE_BYTES);
        break;
    case TARGET_CHASSIS:
        ask_chassis(frame);
        break;
    case TARGET_DIAGNOSTICS:
        diagnose(frame, now_ns);
        break;
    }
}

static void take_all_from_body(void)
{
    frame_ring received;
    bulkhead_sample sample = bulkhead_port_read(PORT_BODY_RECEIVED, &received, sizeof received);
    if (sample.status != BULKHEAD_OK) {
        return;
    }
    uint64_t now_ns = bulkhead_time_ns();
    can_frame frame;
    while (frame_ring_take(&body, &received, &frame)) {
        take_from_body(&frame, now_ns);
    }
}

static bool give_to_body(can_frame *frame, e2e_sender *sender, const e2e_profile *profile, uint64_t now_ns)
{
    if (!allow_list_judge(frame, BULKHEAD_TO_BUS, now_ns).admitted) {
        return false;
    }
    e2e_protect(sender, profile, frame->bytes);
    frame_ring_add(&to_send, frame);
    return true;
}

static bool add_vehicle(const vehicle_state *vehicle, uint64_t now_ns)
{
    can_frame speed = {.identifier = ID_VEHICLE_SPEED, .length = BODY_MESSAGE_BYTES};
    can_frame brake = {.identifier = ID_BRAKE_STATUS, .length = BODY_MESSAGE_BYTES};
    encode_vehicle_speed(speed.bytes, vehicle);
    encode_brake_status(brake.bytes, vehicle);
    bool any = give_to_body(&speed, &speed_sender, &speed_profile, now_ns);
    return give_to_body(&brake, &brake_sender, &brake_profile, now_ns) || any;
}

/* A state that has become stale is not sent: the receivers have a timeout of their own. */
static void tell_body(void)
{
    vehicle_state vehicle;
    bool fresh = read_vehicle(&vehicle);
    uint64_t now_ns = bulkhead_time_ns();
    bool any = fresh && add_vehicle(&vehicle, now_ns);
    any = add_diagnosis(fresh && (vehicle.standstill == 1U), now_ns) || any;
    if (any) {
        send_to_body();
    }
}

/* Begins beyond all numbers of an earlier start: there is at most one request a millisecond. */
void init(void)
{
    request.sequence = (uint32_t)(bulkhead_time_ns() / NS_PER_MS);
    diagnostics_begin();
}

void notified(microkit_channel ch)
{
    switch (ch) {
    case CHANNEL_CYCLE:
        tell_body();
        break;
    case CHANNEL_BODY:
        take_all_from_body();
        break;
    default:
        break;
    }
}
