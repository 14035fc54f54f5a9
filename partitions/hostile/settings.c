#include "settings.h"

/* Which mechanisms a replaced image held is void with it; the loader may still want to switch them off. */
#include <bulkhead_mechanism.h>

const volatile uint32_t attack_entry = 0;
const volatile uint64_t attack_start_ns = 0;
const volatile uint32_t attack_seed = 1;
const volatile uint32_t attack_polls = 0;
const volatile uint32_t attack_aim = AIM_TABLE;
const volatile uint32_t attack_range = 0;
const volatile uint32_t attack_count = 0;
const volatile uint32_t attack_targets[ATTACK_TARGETS] = {0};
const volatile uint32_t attack_device = 0;
const volatile uint32_t attack_device_kind = DEVICE_CONSOLE;
const volatile uint32_t attack_channel = 0;
const volatile uint32_t attack_value = 0;
const volatile uint32_t attack_prescaler = 10;
const volatile uint8_t attack_message[ATTACK_MESSAGE_BYTES] = {0};
const volatile uint32_t attack_size = 0;
const volatile uint32_t attack_period_us = 0;
const volatile uint32_t attack_numbered = 0;
const volatile uint32_t attack_e2e = 0;
const volatile uint32_t attack_data_id = 0;
const volatile uint8_t attack_data_ids[ATTACK_DATA_IDS] = {0};
const volatile uint32_t attack_e2e_offset = 0;

__attribute__((retain)) BULKHEAD_MECHANISM(clamp);
__attribute__((retain)) BULKHEAD_MECHANISM(transmit_filter);
__attribute__((retain)) BULKHEAD_MECHANISM(gateway_allow_list);
