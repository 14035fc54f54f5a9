/*
 * End-to-end protection of messages: AUTOSAR E2E profiles 4, 5, 6, 7, 11 and 22, which are all checked in one way. The
 * same rules stand in Java in dev.bulkhead.e2e; status codes and state machine are those of e2e.h.
 *
 *   static const e2e_later_profile road = {.kind = E2E_P05, .min_length = 16, .max_length = 16, .data_id = 0x1234,
 *                                          .max_delta_counter = 2};
 *   static e2e_later_receiver receiver;      // all zero: nothing received yet
 *   e2e_check_status status = e2e_later_check(&receiver, &road, message, length);
 */
#pragma once

#include <e2e.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The profile; the header's bytes from its offset on. Big-endian, but the checksum of profile 5. */
typedef enum {
    E2E_P04,        /* length 2, counter 2, data ID 4, CRC-32P4; up to 4 KiB */
    E2E_P05,        /* CRC-16, counter 1; up to 4 KiB */
    E2E_P06,        /* CRC-16, length 2, counter 1; up to 4 KiB */
    E2E_P07,        /* CRC-64, length 4, counter 4, data ID 4; up to 4 MiB */
    E2E_P11_BOTH,   /* the header of profile 1; up to 30 bytes */
    E2E_P11_NIBBLE, /* likewise */
    E2E_P22         /* the header of profile 2; up to 32 bytes */
} e2e_later_kind;

typedef struct {
    e2e_later_kind kind;
    uint32_t offset;            /* bytes before the header */
    uint32_t min_length;        /* bytes of the shortest message, its header included */
    uint32_t max_length;        /* of the longest; the same for profiles 5, 11 and 22 */
    uint32_t data_id;           /* profiles 5, 6, 11: 16 bits; E2E_P11_NIBBLE: 12 bits; not for profile 22 */
    const uint8_t *data_ids;    /* profile 22: 16 entries */
    uint32_t max_delta_counter; /* 1 or more: most by which the counter may rise from one right message to the next */
} e2e_later_profile;

_Static_assert((offsetof(e2e_later_profile, data_id) == 16U) && (offsetof(e2e_later_profile, data_ids) == 20U) &&
                   (offsetof(e2e_later_profile, max_delta_counter) == 24U),
               "check reads them there");

/* A sender; all zero at first. */
typedef struct {
    uint32_t sent; /* messages, modulo the counter's range */
} e2e_later_sender;

/* A receiver; all zero at first. */
typedef struct {
    bool started;
    uint32_t last_counter; /* of the last right message */
} e2e_later_receiver;

/* Writes the header into a message of `length` bytes, min_length to max_length, whose other bytes are set. */
void e2e_later_protect(e2e_later_sender *sender, const e2e_later_profile *profile, uint8_t *message, uint32_t length);

/*
 * Checks what one cycle brought; `message` is NULL if that was nothing. A wrong length, checksum or data ID is
 * E2E_CHECK_ERROR and leaves the receiver as it is.
 */
e2e_check_status e2e_later_check(e2e_later_receiver *receiver, const e2e_later_profile *profile,
                                 const uint8_t *message, uint32_t length);

_Static_assert((offsetof(e2e_later_profile, kind) == 0U) && (sizeof(e2e_later_kind) == 4U) && (E2E_P22 == 6),
               "check reads it there");
