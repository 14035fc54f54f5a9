/* Messages that look right: checksum and counter fit, the content is what the settings say. */
#include <bulkhead.h>
#include <e2e.h>
#include <e2e_later.h>
#include <microkit.h>
#include <reference/frame_ring.h>

#include "attacks.h"
#include "settings.h"

#define NS_PER_US 1000U

static uint8_t message[ATTACK_MESSAGE_BYTES];
static e2e_sender sender;
static e2e_later_sender later_sender;

static void protect_by_later_profile(void)
{
    e2e_later_profile profile = {.kind = (e2e_later_kind)(attack_e2e - ATTACK_E2E_LATER),
                                 .offset = attack_e2e_offset,
                                 .data_id = attack_data_id,
                                 .data_ids = (const uint8_t *)attack_data_ids};
    e2e_later_protect(&later_sender, &profile, message, attack_size);
}

static void fill(uint32_t count)
{
    for (uint32_t i = 0; i < attack_size; i++) {
        message[i] = attack_message[i];
    }
    if (attack_numbered != 0U) {
        *(uint32_t *)message = count;
    }
    if (attack_e2e >= ATTACK_E2E_LATER) {
        protect_by_later_profile();
    } else if (attack_e2e != 0U) {
        e2e_profile profile = {.mode = (e2e_mode)(attack_e2e - 1U),
                               .length = (uint8_t)attack_size,
                               .data_id = (uint16_t)attack_data_id,
                               .data_ids = (const uint8_t *)attack_data_ids};
        e2e_protect(&sender, &profile, message);
    }
}

static void wait_until(uint64_t ns)
{
    while (bulkhead_time_ns() < ns) {
        idle();
    }
}

ATTACK attack_forged_message(void)
{
    uint64_t next = bulkhead_time_ns();
    for (uint32_t count = 1;; count++) {
        fill(count);
        (void)bulkhead_port_write(attack_channel, message, attack_size);
        next += (uint64_t)attack_period_us * NS_PER_US;
        wait_until(next);
    }
}

/* A frame that never was on the bus, handed on as the driver hands on what it receives. */
ATTACK attack_forged_frame(void)
{
    static frame_ring ring;
    uint64_t next = bulkhead_time_ns();
    for (uint32_t count = 1;; count++) {
        fill(count);
        can_frame frame = {.identifier = attack_value, .length = attack_size};
        for (uint32_t i = 0; i < CAN_FRAME_BYTES; i++) {
            frame.bytes[i] = message[i];
        }
        frame_ring_add(&ring, &frame);
        (void)bulkhead_port_write(attack_channel, &ring, sizeof ring);
        microkit_notify(attack_targets[0]);
        next += (uint64_t)attack_period_us * NS_PER_US;
        wait_until(next);
    }
}
