/* AUTOSAR E2E profiles 4, 5, 6, 7, 11 and 22: protect and check. */
#include "e2e_crc8.h"
#include <bulkhead_mechanism.h>
#include <e2e_later.h>
#include <stddef.h>

#define ABSENT 0xffU
#define BYTE_BITS 8U
#define NIBBLE_BITS 4U
#define NIBBLE_MASK 0x0fU
#define ID_BYTES 4U
#define P11_COUNTER_VALUES 15U
#define P22_COUNTER_VALUES 16U
#define P22_CRC_INITIAL 0xffU
#define P22_CRC_FINAL_XOR 0xffU
#define CRC16_INITIAL 0xffffU
#define CRC32_BYTES 4U

/* Where the fields of a header lie, from its first byte on. */
typedef struct {
    uint8_t crc_bytes;
    uint8_t crc_at;
    uint8_t length_at; /* ABSENT if it is not sent */
    uint8_t length_bytes;
    uint8_t counter_at;
    uint8_t counter_bytes;
    uint8_t id_at; /* ABSENT if it is not sent but goes into the checksum at the end */
} layout;

static const layout layouts[] = {
    [E2E_P04] = {4, 8, 0, 2, 2, 2, 4},
    [E2E_P05] = {2, 0, ABSENT, 0, 2, 1, ABSENT},
    [E2E_P06] = {2, 0, 2, 2, 4, 1, ABSENT},
    [E2E_P07] = {8, 0, 8, 4, 12, 4, 16},
};

/* Remainders of the 16 upper halves of a byte: CCITT, most significant bit first. */
static const uint16_t crc_16[16] = {
    0x0000U, 0x1021U, 0x2042U, 0x3063U, 0x4084U, 0x50a5U, 0x60c6U, 0x70e7U,
    0x8108U, 0x9129U, 0xa14aU, 0xb16bU, 0xc18cU, 0xd1adU, 0xe1ceU, 0xf1efU};

/* Remainders of the 16 lower halves of a byte: polynomial F4ACFB13, least significant bit first. */
static const uint32_t crc_32p4[16] = {
    0x00000000U, 0x2b2c2beeU, 0x565857dcU, 0x7d747c32U, 0xacb0afb8U, 0x879c8456U, 0xfae8f864U, 0xd1c4d38aU,
    0xc8df352fU, 0xe3f31ec1U, 0x9e8762f3U, 0xb5ab491dU, 0x646f9a97U, 0x4f43b179U, 0x3237cd4bU, 0x191be6a5U};

/* Remainders of the 16 lower halves of a byte: ECMA, least significant bit first. */
static const uint64_t crc_64[16] = {
    0x0000000000000000ULL, 0x7d9ba13851336649ULL, 0xfb374270a266cc92ULL, 0x86ace348f355aadbULL,
    0x64b62bcaebc387a1ULL, 0x192d8af2baf0e1e8ULL, 0x9f8169ba49a54b33ULL, 0xe21ac88218962d7aULL,
    0xc96c5795d7870f42ULL, 0xb4f7f6ad86b4690bULL, 0x325b15e575e1c3d0ULL, 0x4fc0b4dd24d2a599ULL,
    0xadda7c5f3c4488e3ULL, 0xd041dd676d77eeaaULL, 0x56ed3e2f9e224471ULL, 0x2b769f17cf112238ULL};

static uint64_t crc_step(uint8_t crc_bytes, uint64_t crc, uint8_t value)
{
    if (crc_bytes == sizeof(uint16_t)) {
        uint16_t next = (uint16_t)(crc ^ ((uint32_t)value << BYTE_BITS));
        next = (uint16_t)(next << NIBBLE_BITS) ^ crc_16[next >> 12];
        return (uint16_t)(next << NIBBLE_BITS) ^ crc_16[next >> 12];
    }
    if (crc_bytes == CRC32_BYTES) {
        uint32_t next = (uint32_t)crc ^ value;
        next = (next >> NIBBLE_BITS) ^ crc_32p4[next & NIBBLE_MASK];
        return (next >> NIBBLE_BITS) ^ crc_32p4[next & NIBBLE_MASK];
    }
    uint64_t next = crc ^ value;
    next = (next >> NIBBLE_BITS) ^ crc_64[next & NIBBLE_MASK];
    return (next >> NIBBLE_BITS) ^ crc_64[next & NIBBLE_MASK];
}

static uint64_t crc_bytes_of(uint8_t crc_bytes, uint64_t initial, const uint8_t *bytes, uint32_t from, uint32_t to)
{
    uint64_t crc = initial;
    for (uint32_t i = from; i < to; i++) {
        crc = crc_step(crc_bytes, crc, bytes[i]);
    }
    return crc;
}

static void put(uint8_t *field, uint32_t bytes, uint64_t value)
{
    for (uint32_t i = 0; i < bytes; i++) {
        field[i] = (uint8_t)(value >> (BYTE_BITS * (bytes - 1U - i)));
    }
}

static uint64_t get(const uint8_t *field, uint32_t bytes)
{
    uint64_t value = 0;
    for (uint32_t i = 0; i < bytes; i++) {
        value = (value << BYTE_BITS) | field[i];
    }
    return value;
}

static bool is_narrow(const e2e_later_profile *profile)
{
    return profile->kind >= E2E_P11_BOTH;
}

/* The checksum as its field has it when it is read big-endian. */
static uint64_t checksum(const e2e_later_profile *profile, const uint8_t *message, uint32_t length)
{
    const layout *header = &layouts[profile->kind];
    uint32_t crc_at = profile->offset + header->crc_at;
    bool is_16 = header->crc_bytes == sizeof(uint16_t);
    bool is_32 = header->crc_bytes == CRC32_BYTES;
    uint64_t ones = is_32 ? 0xffffffffULL : ~0ULL;
    uint64_t crc = is_16 ? CRC16_INITIAL : ones;
    crc = crc_bytes_of(header->crc_bytes, crc, message, 0, crc_at);
    crc = crc_bytes_of(header->crc_bytes, crc, message, crc_at + header->crc_bytes, length);
    if (!is_16) {
        return crc ^ ones;
    }
    uint8_t low = (uint8_t)profile->data_id;
    uint8_t high = (uint8_t)(profile->data_id >> BYTE_BITS);
    if (profile->kind == E2E_P05) { /* the low byte of data ID and checksum first */
        crc = crc_step(header->crc_bytes, crc_step(header->crc_bytes, crc, low), high);
        return ((crc & 0xffU) << BYTE_BITS) | (crc >> BYTE_BITS);
    }
    return crc_step(header->crc_bytes, crc_step(header->crc_bytes, crc, high), low);
}

/* Profiles 11 and 22 have the headers of 1 and 2: the checksum, then a byte whose low half is the counter. */
static uint8_t narrow_checksum(const e2e_later_profile *profile, const uint8_t *message, uint32_t length)
{
    bool is_22 = profile->kind == E2E_P22;
    const uint8_t *remainders = is_22 ? crc8_2f : crc8_1d;
    uint8_t crc = P22_CRC_INITIAL;
    if (!is_22) {
        uint8_t high = (profile->kind == E2E_P11_BOTH) ? (uint8_t)(profile->data_id >> BYTE_BITS) : 0U;
        crc = crc8_step(remainders, crc8_step(remainders, 0U, (uint8_t)profile->data_id), high);
    }
    for (uint32_t i = 0; i < length; i++) {
        if (i != profile->offset) {
            crc = crc8_step(remainders, crc, message[i]);
        }
    }
    if (!is_22) {
        return crc;
    }
    uint32_t counter = message[profile->offset + 1U] & NIBBLE_MASK;
    return crc8_step(remainders, crc, profile->data_ids[counter]) ^ P22_CRC_FINAL_XOR;
}

/* The low half of the data ID's high byte, which E2E_P11_NIBBLE sends beside the counter. */
static uint8_t sent_nibble(const e2e_later_profile *profile)
{
    return (uint8_t)(profile->data_id >> BYTE_BITS) & NIBBLE_MASK;
}

static void protect_narrow(const e2e_later_profile *profile, uint8_t *message, uint32_t length, uint32_t counter)
{
    uint8_t *fields = &message[profile->offset];
    uint8_t upper = fields[1] >> NIBBLE_BITS;
    if (profile->kind == E2E_P11_NIBBLE) {
        upper = sent_nibble(profile);
    }
    fields[1] = (uint8_t)(upper << NIBBLE_BITS) | (uint8_t)counter;
    fields[0] = narrow_checksum(profile, message, length);
}

static bool matches_narrow(const e2e_later_profile *profile, const uint8_t *message, uint32_t length)
{
    const uint8_t *fields = &message[profile->offset];
    if ((profile->kind == E2E_P11_NIBBLE) && ((fields[1] >> NIBBLE_BITS) != sent_nibble(profile))) {
        return false;
    }
    return fields[0] == narrow_checksum(profile, message, length);
}

static void protect_wide(const e2e_later_profile *profile, uint8_t *message, uint32_t length, uint32_t counter)
{
    const layout *header = &layouts[profile->kind];
    uint8_t *fields = &message[profile->offset];
    if (header->length_at != ABSENT) {
        put(&fields[header->length_at], header->length_bytes, length);
    }
    put(&fields[header->counter_at], header->counter_bytes, counter);
    if (header->id_at != ABSENT) {
        put(&fields[header->id_at], ID_BYTES, profile->data_id);
    }
    put(&fields[header->crc_at], header->crc_bytes, checksum(profile, message, length));
}

/* The highest value of the counter. */
static uint32_t last_counter(const e2e_later_profile *profile)
{
    if (is_narrow(profile)) {
        return (profile->kind == E2E_P22) ? (P22_COUNTER_VALUES - 1U) : (P11_COUNTER_VALUES - 1U);
    }
    uint32_t unused_bits = BYTE_BITS * (sizeof(uint32_t) - layouts[profile->kind].counter_bytes);
    return UINT32_MAX >> unused_bits;
}

static uint32_t after(const e2e_later_profile *profile, uint32_t counter)
{
    return (counter == last_counter(profile)) ? 0U : (counter + 1U);
}

void e2e_later_protect(e2e_later_sender *sender, const e2e_later_profile *profile, uint8_t *message, uint32_t length)
{
    uint32_t next = after(profile, sender->sent);
    /* Profile 22 counts up before it sends, so its first counter is 1. */
    uint32_t counter = (profile->kind == E2E_P22) ? next : sender->sent;
    sender->sent = next;
    if (is_narrow(profile)) {
        protect_narrow(profile, message, length, counter);
    } else {
        protect_wide(profile, message, length, counter);
    }
}

static uint32_t counter_of(const e2e_later_profile *profile, const uint8_t *message)
{
    if (is_narrow(profile)) {
        return message[profile->offset + 1U] & NIBBLE_MASK;
    }
    const layout *header = &layouts[profile->kind];
    return (uint32_t)get(&message[profile->offset + header->counter_at], header->counter_bytes);
}

static bool matches(const e2e_later_profile *profile, const uint8_t *message, uint32_t length)
{
    if (is_narrow(profile)) {
        return matches_narrow(profile, message, length);
    }
    const layout *header = &layouts[profile->kind];
    const uint8_t *fields = &message[profile->offset];
    if ((header->length_at != ABSENT) && (get(&fields[header->length_at], header->length_bytes) != length)) {
        return false;
    }
    if ((header->id_at != ABSENT) && (get(&fields[header->id_at], ID_BYTES) != profile->data_id)) {
        return false;
    }
    return get(&fields[header->crc_at], header->crc_bytes) == checksum(profile, message, length);
}

static bool is_right(const e2e_later_profile *profile, const uint8_t *message, uint32_t length)
{
    return (length >= profile->min_length) && (length <= profile->max_length) &&
           (counter_of(profile, message) <= last_counter(profile)) && matches(profile, message, length);
}

static e2e_check_status challenged(e2e_check_status status)
{
    BULKHEAD_CHALLENGED(e2e);
    return status;
}

e2e_check_status e2e_later_check(e2e_later_receiver *receiver, const e2e_later_profile *profile,
                                 const uint8_t *message, uint32_t length)
{
    if (message == NULL) {
        return E2E_CHECK_NO_NEW_DATA;
    }
    if (!BULKHEAD_ENFORCES(e2e)) {
        return E2E_CHECK_OK;
    }
    if (!is_right(profile, message, length)) {
        return challenged(E2E_CHECK_ERROR);
    }
    uint32_t received = counter_of(profile, message);
    uint32_t last = receiver->started ? receiver->last_counter : last_counter(profile);
    receiver->started = true;
    receiver->last_counter = received;
    uint32_t delta = received - last; /* modulo 2^32, which is the range of profile 7 */
    if (received < last) {
        delta += last_counter(profile) + 1U;
    }
    if (delta == 0U) {
        return challenged(E2E_CHECK_REPEATED);
    }
    if (delta == 1U) {
        return E2E_CHECK_OK;
    }
    return (delta <= profile->max_delta_counter) ? E2E_CHECK_OK_SOME_LOST : challenged(E2E_CHECK_WRONG_SEQUENCE);
}
