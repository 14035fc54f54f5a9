/*
 * What this run of the hostile image is to do. The loader sets these words in the loaded image; as built the image
 * does no harm.
 */
#pragma once

#include <stdint.h>

#define ATTACK_TARGETS 64U
#define ATTACK_MESSAGE_BYTES 256U
#define ATTACK_DATA_IDS 16U
#define ATTACK_E2E_LATER 16U

enum attack_aim {
    AIM_TABLE = 0,   /* one of attack_targets */
    AIM_NEAR = 1,    /* within 64 KiB of an object of its own */
    AIM_UNIFORM = 2  /* anywhere in attack_range bytes from attack_targets[0] on */
};

enum attack_device_kinds { DEVICE_CONSOLE = 0, DEVICE_CAN = 1, DEVICE_DISPLAY = 2, DEVICE_WIRELESS = 3 };

extern const volatile uint32_t attack_entry; /* address of the function that attacks; 0: none */
extern const volatile uint64_t attack_start_ns;
extern const volatile uint32_t attack_seed;
extern const volatile uint32_t attack_polls; /* nothing wakes the partition: it has to look at the time */
extern const volatile uint32_t attack_aim;
extern const volatile uint32_t attack_range;
extern const volatile uint32_t attack_count;                   /* of attack_targets in use */
extern const volatile uint32_t attack_targets[ATTACK_TARGETS]; /* addresses, or channels */
extern const volatile uint32_t attack_device;      /* base address of the device it drives */
extern const volatile uint32_t attack_device_kind; /* enum attack_device_kinds */
extern const volatile uint32_t attack_channel;                 /* its interrupt, or the port or queue to write */
extern const volatile uint32_t attack_value;                   /* stored, or the identifier sent */
extern const volatile uint32_t attack_prescaler;               /* of its CAN controller */

/* Of a forged message. */
extern const volatile uint8_t attack_message[ATTACK_MESSAGE_BYTES];
extern const volatile uint32_t attack_size;
extern const volatile uint32_t attack_period_us;
extern const volatile uint32_t attack_numbered; /* its first word counts the messages */
extern const volatile uint32_t attack_e2e;      /* 1 + e2e_mode, ATTACK_E2E_LATER + e2e_later_kind, 0: unprotected */
extern const volatile uint32_t attack_data_id;
extern const volatile uint8_t attack_data_ids[ATTACK_DATA_IDS]; /* of profiles 2 and 22 */
extern const volatile uint32_t attack_e2e_offset;               /* bytes before the header */
