/*
 * End-to-end protection of messages: AUTOSAR E2E profiles 1 and 2. Byte 0 of a message is the checksum over all
 * others and the data ID, the low half of byte 1 the counter. The same rules stand in Java in dev.bulkhead.e2e.
 *
 *   static const e2e_profile pedal = {.mode = E2E_P01_BOTH, .length = 8, .data_id = 0x10a0};
 *   static const e2e_limits limits = {.max_delta_counter = 2, .max_no_new_or_repeated = 3, .sync_counter = 1};
 *   static e2e_receiver receiver;            // all zero: nothing received yet
 *   e2e_check_status status = e2e_check(&receiver, &pedal, &limits, message);
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The profile and, for profile 1, which parts of the data ID go into the checksum. */
typedef enum {
    E2E_P01_BOTH,        /* low byte, then high byte */
    E2E_P01_ALTERNATING, /* low byte if the counter is even, else high byte */
    E2E_P01_LOW,         /* low byte */
    E2E_P01_NIBBLE,      /* low byte, then 0; the low half of the high byte is sent in byte 1 */
    E2E_P02              /* the entry of a list that the counter picks */
} e2e_mode;

typedef struct {
    e2e_mode mode;
    uint8_t length;          /* bytes of the message with its header: 2..30, profile 2: 2..32 */
    uint16_t data_id;        /* profile 1; mode NIBBLE: 12 bits */
    const uint8_t *data_ids; /* profile 2: 16 entries */
} e2e_profile;

_Static_assert((offsetof(e2e_profile, data_id) == 6U) && (offsetof(e2e_profile, data_ids) == 8U),
               "check reads them there");

/* A sender; all zero at first. */
typedef struct {
    uint8_t sent; /* messages, modulo the counter's range */
} e2e_sender;

/* What a receiver tolerates. */
typedef struct {
    uint8_t max_delta_counter;      /* 1..14: most by which the counter may rise; each miss allows one more */
    uint8_t max_no_new_or_repeated; /* 0..14: after more checks without a new message the sequence is broken */
    uint8_t sync_counter;           /* 0..14: good messages needed after a broken sequence */
} e2e_limits;

/* A receiver; all zero at first. */
typedef struct {
    bool started;
    uint8_t last_counter;
    uint8_t max_delta_counter;
    uint8_t sync_counter;
    uint8_t no_new_or_repeated;
    uint8_t lost; /* messages lost before the last one in sequence */
} e2e_receiver;

/* Result of one check, numbered as in AUTOSAR's profiles 1 and 2; E2E_CHECK_ERROR as from profile 4 on. */
typedef enum {
    E2E_CHECK_OK = 0x00,
    E2E_CHECK_NO_NEW_DATA = 0x01,
    E2E_CHECK_WRONG_CRC = 0x02,
    E2E_CHECK_SYNC = 0x03,           /* right, but the counter must first go on for some messages */
    E2E_CHECK_INITIAL = 0x04,        /* right; the first message, its counter cannot be judged */
    E2E_CHECK_ERROR = 0x07,          /* a counter that no sender writes */
    E2E_CHECK_REPEATED = 0x08,
    E2E_CHECK_OK_SOME_LOST = 0x20,   /* right; some messages were lost, not too many */
    E2E_CHECK_WRONG_SEQUENCE = 0x40  /* right; too many were lost, or the order is wrong */
} e2e_check_status;

/* The same for all profiles, as the state machine takes it, numbered as in AUTOSAR. */
typedef enum {
    E2E_OK = 0,
    E2E_REPEATED = 1,
    E2E_WRONG_SEQUENCE = 2,
    E2E_ERROR = 3,
    E2E_NOT_AVAILABLE = 4,
    E2E_NO_NEW_DATA = 5
} e2e_status;

/* Writes counter and checksum into a message whose other bytes are set. */
void e2e_protect(e2e_sender *sender, const e2e_profile *profile, uint8_t *message);

/* Checks what one cycle brought; `message` is NULL if that was nothing. */
e2e_check_status e2e_check(e2e_receiver *receiver, const e2e_profile *profile, const e2e_limits *limits,
                           const uint8_t *message);

e2e_status e2e_profile_status(e2e_check_status status);

/* True if the message may be used as far as the check alone can say: OK or OK_SOME_LOST. */
static inline bool e2e_usable(e2e_check_status status)
{
    return (status == E2E_CHECK_OK) || (status == E2E_CHECK_OK_SOME_LOST);
}

/* Whether a source can be used. Zero is NO_DATA, so that cleared memory never reads as valid. */
typedef enum { E2E_SM_NO_DATA = 0, E2E_SM_INIT = 1, E2E_SM_VALID = 2, E2E_SM_INVALID = 3 } e2e_sm_state;

#define E2E_SM_MAX_WINDOW 32U

/* When the state changes; counts are over the last `window_size` results. */
typedef struct {
    uint8_t window_size; /* 1..E2E_SM_MAX_WINDOW */
    uint8_t min_ok_init;
    uint8_t max_error_init;
    uint8_t min_ok_valid;
    uint8_t max_error_valid;
    uint8_t min_ok_invalid;
    uint8_t max_error_invalid;
} e2e_sm_limits;

/* A state machine; all zero at first. */
typedef struct {
    e2e_sm_state state;
    uint8_t next;
    uint8_t filled;
    uint8_t results[E2E_SM_MAX_WINDOW];
} e2e_state_machine;

/* Adds the result of one cycle and returns the state after it. */
e2e_sm_state e2e_sm_add(e2e_state_machine *machine, const e2e_sm_limits *limits, e2e_status status);

_Static_assert((offsetof(e2e_profile, mode) == 0U) && (sizeof(e2e_mode) == 4U) && (E2E_P02 == 4) &&
                   (offsetof(e2e_profile, length) == 4U) && (offsetof(e2e_limits, max_delta_counter) == 0U),
               "check reads them there");
