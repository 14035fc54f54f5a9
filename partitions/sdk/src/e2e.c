/* AUTOSAR E2E profiles 1 and 2: protect, check, state machine. */
#include "e2e_crc8.h"
#include <bulkhead_mechanism.h>
#include <e2e.h>
#include <stddef.h>

BULKHEAD_MECHANISM(e2e);

#define P01_COUNTER_VALUES 15U
#define P02_COUNTER_VALUES 16U
#define MAX_COUNT 14U
#define CRC_BYTE 0U
#define COUNTER_BYTE 1U
#define COUNTER_MASK 0x0fU
#define NIBBLE_BITS 4U
#define P02_CRC_INITIAL 0xffU
#define P02_CRC_FINAL_XOR 0xffU

static uint8_t crc_message(const uint8_t *remainders, uint8_t initial, const uint8_t *message, uint8_t length)
{
    uint8_t crc = initial;
    for (uint32_t i = CRC_BYTE + 1U; i < length; i++) {
        crc = crc8_step(remainders, crc, message[i]);
    }
    return crc;
}

static uint8_t low_byte(uint16_t id)
{
    return (uint8_t)(id & 0xffU);
}

static uint8_t high_byte(uint16_t id)
{
    return (uint8_t)(id >> 8);
}

static uint8_t counter_of(const uint8_t *message)
{
    return message[COUNTER_BYTE] & COUNTER_MASK;
}

static uint8_t counter_values(const e2e_profile *profile)
{
    return (profile->mode == E2E_P02) ? P02_COUNTER_VALUES : P01_COUNTER_VALUES;
}

/* Profile 1 takes the data ID before the message, profile 2 after it. */
static uint8_t checksum(const e2e_profile *profile, const uint8_t *message)
{
    uint8_t low = low_byte(profile->data_id);
    uint8_t high = high_byte(profile->data_id);
    uint8_t crc = 0;
    switch (profile->mode) {
    case E2E_P01_BOTH:
        crc = crc8_step(crc8_1d, crc8_step(crc8_1d, 0, low), high);
        break;
    case E2E_P01_ALTERNATING:
        crc = crc8_step(crc8_1d, 0, ((counter_of(message) % 2U) == 0U) ? low : high);
        break;
    case E2E_P01_LOW:
        crc = crc8_step(crc8_1d, 0, low);
        break;
    case E2E_P01_NIBBLE:
        crc = crc8_step(crc8_1d, crc8_step(crc8_1d, 0, low), 0);
        break;
    case E2E_P02:
        crc = crc_message(crc8_2f, P02_CRC_INITIAL, message, profile->length);
        crc = crc8_step(crc8_2f, crc, profile->data_ids[counter_of(message)]);
        return crc ^ P02_CRC_FINAL_XOR;
    }
    return crc_message(crc8_1d, crc, message, profile->length);
}

void e2e_protect(e2e_sender *sender, const e2e_profile *profile, uint8_t *message)
{
    uint8_t next = (uint8_t)((sender->sent + 1U) % counter_values(profile));
    /* Profile 2 counts up before it sends, so its first counter is 1. */
    uint8_t counter = (profile->mode == E2E_P02) ? next : sender->sent;
    sender->sent = next;
    uint8_t upper = message[COUNTER_BYTE] & (uint8_t)~COUNTER_MASK;
    if (profile->mode == E2E_P01_NIBBLE) {
        upper = (uint8_t)(high_byte(profile->data_id) << NIBBLE_BITS);
    }
    message[COUNTER_BYTE] = upper | counter;
    message[CRC_BYTE] = checksum(profile, message);
}

static bool matches(const e2e_profile *profile, const uint8_t *message)
{
    if (profile->mode == E2E_P01_NIBBLE) {
        uint8_t expected = high_byte(profile->data_id) & COUNTER_MASK;
        if ((message[COUNTER_BYTE] >> NIBBLE_BITS) != expected) {
            return false;
        }
    }
    return message[CRC_BYTE] == checksum(profile, message);
}

static uint8_t one_more(uint8_t count)
{
    return (count < MAX_COUNT) ? (uint8_t)(count + 1U) : (uint8_t)MAX_COUNT;
}

static void accept(e2e_receiver *receiver, const e2e_limits *limits, uint8_t counter)
{
    receiver->max_delta_counter = limits->max_delta_counter;
    receiver->last_counter = counter;
}

/* True while the counter must still prove itself after a gap. */
static bool is_synchronizing(e2e_receiver *receiver, const e2e_limits *limits)
{
    bool interrupted = receiver->no_new_or_repeated > limits->max_no_new_or_repeated;
    receiver->no_new_or_repeated = 0;
    if (interrupted) {
        receiver->sync_counter = limits->sync_counter;
        return true;
    }
    if (receiver->sync_counter > 0U) {
        receiver->sync_counter--;
        return true;
    }
    return false;
}

static e2e_check_status check_sequence(e2e_receiver *receiver, const e2e_profile *profile,
                                       const e2e_limits *limits, uint8_t counter)
{
    uint8_t values = counter_values(profile);
    uint8_t delta = (uint8_t)((counter + values - receiver->last_counter) % values);
    if (delta == 0U) {
        BULKHEAD_CHALLENGED(e2e);
        receiver->no_new_or_repeated = one_more(receiver->no_new_or_repeated);
        return E2E_CHECK_REPEATED;
    }
    if (delta > receiver->max_delta_counter) {
        BULKHEAD_CHALLENGED(e2e);
        receiver->no_new_or_repeated = 0;
        receiver->sync_counter = limits->sync_counter;
        if (receiver->sync_counter > 0U) {
            accept(receiver, limits, counter);
        }
        return E2E_CHECK_WRONG_SEQUENCE;
    }
    accept(receiver, limits, counter);
    receiver->lost = (uint8_t)(delta - 1U);
    if (is_synchronizing(receiver, limits)) {
        return E2E_CHECK_SYNC;
    }
    return (delta == 1U) ? E2E_CHECK_OK : E2E_CHECK_OK_SOME_LOST;
}

e2e_check_status e2e_check(e2e_receiver *receiver, const e2e_profile *profile, const e2e_limits *limits,
                           const uint8_t *message)
{
    receiver->max_delta_counter = one_more(receiver->max_delta_counter);
    if (message == NULL) {
        receiver->no_new_or_repeated = one_more(receiver->no_new_or_repeated);
        return E2E_CHECK_NO_NEW_DATA;
    }
    if (!BULKHEAD_ENFORCES(e2e)) {
        return E2E_CHECK_OK;
    }
    uint8_t counter = counter_of(message);
    if (counter >= counter_values(profile)) {
        BULKHEAD_CHALLENGED(e2e);
        return E2E_CHECK_ERROR;
    }
    if (!matches(profile, message)) {
        BULKHEAD_CHALLENGED(e2e);
        return E2E_CHECK_WRONG_CRC;
    }
    if (!receiver->started) {
        receiver->started = true;
        accept(receiver, limits, counter);
        return E2E_CHECK_INITIAL;
    }
    return check_sequence(receiver, profile, limits, counter);
}

e2e_status e2e_profile_status(e2e_check_status status)
{
    switch (status) {
    case E2E_CHECK_OK:
    case E2E_CHECK_SYNC:
    case E2E_CHECK_OK_SOME_LOST:
        return E2E_OK;
    case E2E_CHECK_NO_NEW_DATA:
        return E2E_NO_NEW_DATA;
    case E2E_CHECK_REPEATED:
        return E2E_REPEATED;
    case E2E_CHECK_INITIAL:
    case E2E_CHECK_WRONG_SEQUENCE:
        return E2E_WRONG_SEQUENCE;
    case E2E_CHECK_WRONG_CRC:
    case E2E_CHECK_ERROR:
        return E2E_ERROR;
    }
    return E2E_ERROR;
}

static void push(e2e_state_machine *machine, const e2e_sm_limits *limits, e2e_status status)
{
    machine->results[machine->next] = (uint8_t)status;
    machine->next = (uint8_t)((machine->next + 1U) % limits->window_size);
    if (machine->filled < limits->window_size) {
        machine->filled++;
    }
}

static uint8_t count(const e2e_state_machine *machine, e2e_status status)
{
    uint8_t found = 0;
    for (uint32_t i = 0; i < machine->filled; i++) {
        if (machine->results[i] == (uint8_t)status) {
            found++;
        }
    }
    return found;
}

e2e_sm_state e2e_sm_add(e2e_state_machine *machine, const e2e_sm_limits *limits, e2e_status status)
{
    if (machine->state == E2E_SM_NO_DATA) {
        if ((status != E2E_ERROR) && (status != E2E_NO_NEW_DATA)) {
            push(machine, limits, status);
            machine->state = E2E_SM_INIT;
        }
        return machine->state;
    }
    push(machine, limits, status);
    uint8_t ok = count(machine, E2E_OK);
    uint8_t errors = count(machine, E2E_ERROR);
    switch (machine->state) {
    case E2E_SM_NO_DATA:
        break;
    case E2E_SM_INIT:
        if (errors > limits->max_error_init) {
            machine->state = E2E_SM_INVALID;
        } else if (ok >= limits->min_ok_init) {
            machine->state = E2E_SM_VALID;
        } else {
            machine->state = E2E_SM_INIT;
        }
        break;
    case E2E_SM_VALID:
        if ((errors > limits->max_error_valid) || (ok < limits->min_ok_valid)) {
            machine->state = E2E_SM_INVALID;
        }
        break;
    case E2E_SM_INVALID:
        if ((errors <= limits->max_error_invalid) && (ok >= limits->min_ok_invalid)) {
            machine->state = E2E_SM_VALID;
        }
        break;
    }
    return machine->state;
}
