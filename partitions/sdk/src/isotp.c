#include <isotp.h>

#define NS_PER_US 1000ULL
#define NS_PER_MS 1000000ULL

#define TYPE_SHIFT 4U
#define LOW_HALF 0x0fU
#define SINGLE 0U
#define FIRST 1U
#define CONSECUTIVE 2U
#define FLOW_CONTROL 3U

#define CONTINUE 0U
#define WAIT 1U
#define OVERFLOW 2U

/* Where the bytes of a message begin in each kind of frame. */
#define SINGLE_HEADER 1U
#define FIRST_HEADER 2U
#define CONSECUTIVE_HEADER 1U
#define FLOW_CONTROL_BYTES 3U

#define MOST_IN_SINGLE (ISOTP_FRAME_BYTES - SINGLE_HEADER)
#define IN_FIRST (ISOTP_FRAME_BYTES - FIRST_HEADER)
#define IN_CONSECUTIVE (ISOTP_FRAME_BYTES - CONSECUTIVE_HEADER)

/* In a first frame of length 0 the length of a message beyond 4095 bytes stands in these bytes. */
#define LONG_LENGTH_AT 2U
#define LONG_LENGTH_BYTES 4U
#define BITS_PER_BYTE 8U
#define MOST_SHORT_LENGTH 0xfffU

#define LONGEST_SEPARATION 0x7fU
#define FIRST_SHORT_SEPARATION 0xf1U
#define LAST_SHORT_SEPARATION 0xf9U
#define SHORT_SEPARATION_UNIT_US 100U

static void copy(uint8_t *to, const uint8_t *from, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        to[i] = from[i];
    }
}

static uint32_t least(uint32_t a, uint32_t b)
{
    return (a < b) ? a : b;
}

static void be_patient(isotp_link *link, uint64_t now_ns)
{
    link->due_ns = now_ns + (ISOTP_TIMEOUT_MS * NS_PER_MS);
}

static bool ignore(isotp_link *link)
{
    link->counters.malformed++;
    return false;
}

/* Gives up; what is left of the peer's frames comes when nobody waits for it. */
static bool break_off(isotp_link *link, uint32_t *counter)
{
    link->state = ISOTP_IDLE;
    *counter += 1U;
    return false;
}

static void answer(isotp_link *link, uint8_t flow_status)
{
    link->flow_control = true;
    link->flow_status = flow_status;
}

/* A message of the peer that is under way ends when another begins. */
static void end_reception(isotp_link *link)
{
    if (link->state == ISOTP_RECEIVING) {
        (void)break_off(link, &link->counters.broken_off);
    }
    link->flow_control = false;
}

static bool take_single(isotp_link *link, const uint8_t *frame, uint32_t length)
{
    uint32_t count = frame[0] & LOW_HALF;
    if ((count == 0U) || (count > MOST_IN_SINGLE) || ((SINGLE_HEADER + count) > length)) {
        return ignore(link);
    }
    end_reception(link);
    copy(link->message, &frame[SINGLE_HEADER], count);
    link->length = count;
    return true;
}

/* The length that a first frame says; 0 if it says none that is allowed. */
static uint32_t announced(const uint8_t *frame)
{
    uint32_t count = ((uint32_t)(frame[0] & LOW_HALF) << BITS_PER_BYTE) | frame[1];
    if (count != 0U) {
        return (count > MOST_IN_SINGLE) ? count : 0U;
    }
    for (uint32_t i = 0; i < LONG_LENGTH_BYTES; i++) {
        count = (count << BITS_PER_BYTE) | frame[LONG_LENGTH_AT + i];
    }
    return (count > MOST_SHORT_LENGTH) ? count : 0U;
}

static bool take_first(isotp_link *link, const uint8_t *frame, uint32_t length, uint64_t now_ns)
{
    uint32_t count = (length == ISOTP_FRAME_BYTES) ? announced(frame) : 0U;
    if (count == 0U) {
        return ignore(link);
    }
    end_reception(link);
    if (count > ISOTP_MOST_BYTES) {
        link->counters.overflows++;
        answer(link, OVERFLOW);
        return false;
    }
    copy(link->message, &frame[FIRST_HEADER], IN_FIRST);
    link->state = ISOTP_RECEIVING;
    link->length = count;
    link->done = IN_FIRST;
    link->sequence = 1U;
    link->block = link->wishes.block_size;
    answer(link, CONTINUE);
    be_patient(link, now_ns);
    return false;
}

static bool take_consecutive(isotp_link *link, const uint8_t *frame, uint32_t length, uint64_t now_ns)
{
    if ((link->state != ISOTP_RECEIVING) || link->flow_control) {
        return ignore(link);
    }
    uint32_t count = least(link->length - link->done, IN_CONSECUTIVE);
    if ((CONSECUTIVE_HEADER + count) > length) {
        return ignore(link);
    }
    if ((frame[0] & LOW_HALF) != link->sequence) {
        return break_off(link, &link->counters.wrong_sequences);
    }
    copy(&link->message[link->done], &frame[CONSECUTIVE_HEADER], count);
    link->done += count;
    link->sequence = (link->sequence + 1U) & LOW_HALF;
    if (link->done == link->length) {
        link->state = ISOTP_IDLE;
        return true;
    }
    be_patient(link, now_ns);
    if ((link->wishes.block_size != 0U) && (--link->block == 0U)) {
        link->block = link->wishes.block_size;
        answer(link, CONTINUE);
    }
    return false;
}

/* A value that is reserved means the longest time. */
static uint64_t separation_ns(uint8_t written)
{
    if ((written >= FIRST_SHORT_SEPARATION) && (written <= LAST_SHORT_SEPARATION)) {
        return (written - FIRST_SHORT_SEPARATION + 1U) * SHORT_SEPARATION_UNIT_US * NS_PER_US;
    }
    return least(written, LONGEST_SEPARATION) * NS_PER_MS;
}

static bool take_flow_control(isotp_link *link, const uint8_t *frame, uint32_t length, uint64_t now_ns)
{
    if ((link->state != ISOTP_WAITS_FOR_FLOW_CONTROL) || (length < FLOW_CONTROL_BYTES)) {
        return ignore(link);
    }
    switch (frame[0] & LOW_HALF) {
    case CONTINUE:
        link->state = ISOTP_SENDING;
        link->peer_block_size = frame[1];
        link->block = frame[1];
        link->separation_ns = separation_ns(frame[2]);
        link->due_ns = now_ns;
        link->waits = 0;
        return false;
    case WAIT:
        link->waits++;
        if (link->waits > ISOTP_MOST_WAITS) {
            return break_off(link, &link->counters.broken_off);
        }
        be_patient(link, now_ns);
        return false;
    case OVERFLOW:
        return break_off(link, &link->counters.overflows);
    default:
        return break_off(link, &link->counters.broken_off);
    }
}

static bool sends(const isotp_link *link)
{
    return (link->state == ISOTP_WAITS_FOR_FLOW_CONTROL) || (link->state == ISOTP_SENDING);
}

/* What took too long ends before anything else is looked at. */
static void end_late(isotp_link *link, uint64_t now_ns)
{
    bool waits = (link->state == ISOTP_RECEIVING) || (link->state == ISOTP_WAITS_FOR_FLOW_CONTROL);
    if (waits && (now_ns >= link->due_ns)) {
        link->flow_control = false;
        (void)break_off(link, &link->counters.timeouts);
    }
}

bool isotp_take(isotp_link *link, const uint8_t *frame, uint32_t length, uint64_t now_ns)
{
    end_late(link, now_ns);
    if ((length == 0U) || (length > ISOTP_FRAME_BYTES)) {
        return ignore(link);
    }
    uint32_t type = frame[0] >> TYPE_SHIFT;
    if (type == FLOW_CONTROL) {
        return take_flow_control(link, frame, length, now_ns);
    }
    if (sends(link)) {
        return ignore(link);
    }
    switch (type) {
    case SINGLE:
        return take_single(link, frame, length);
    case FIRST:
        return take_first(link, frame, length, now_ns);
    case CONSECUTIVE:
        return take_consecutive(link, frame, length, now_ns);
    default:
        return ignore(link);
    }
}

bool isotp_send(isotp_link *link, const uint8_t *message, uint32_t length, uint64_t now_ns)
{
    end_late(link, now_ns);
    if ((link->state != ISOTP_IDLE) || (length == 0U) || (length > ISOTP_MOST_BYTES)) {
        return false;
    }
    copy(link->message, message, length);
    link->state = ISOTP_SENDING;
    link->length = length;
    link->done = 0;
    link->waits = 0;
    link->due_ns = now_ns;
    return true;
}

/* Fills up with padding what the message leaves of the frame. */
static void fill(isotp_link *link, uint8_t *frame, uint32_t header)
{
    uint32_t count = least(link->length - link->done, ISOTP_FRAME_BYTES - header);
    copy(&frame[header], &link->message[link->done], count);
    for (uint32_t i = header + count; i < ISOTP_FRAME_BYTES; i++) {
        frame[i] = ISOTP_PADDING;
    }
    link->done += count;
    if (link->done == link->length) {
        link->state = ISOTP_IDLE;
    }
}

static void give_flow_control(isotp_link *link, uint8_t *frame)
{
    frame[0] = (uint8_t)((FLOW_CONTROL << TYPE_SHIFT) | link->flow_status);
    frame[1] = link->wishes.block_size;
    frame[2] = link->wishes.separation;
    for (uint32_t i = FLOW_CONTROL_BYTES; i < ISOTP_FRAME_BYTES; i++) {
        frame[i] = ISOTP_PADDING;
    }
    link->flow_control = false;
}

static void give_begin(isotp_link *link, uint8_t *frame, uint64_t now_ns)
{
    if (link->length <= MOST_IN_SINGLE) {
        frame[0] = (uint8_t)((SINGLE << TYPE_SHIFT) | link->length);
        fill(link, frame, SINGLE_HEADER);
        return;
    }
    frame[0] = (uint8_t)((FIRST << TYPE_SHIFT) | (link->length >> BITS_PER_BYTE));
    frame[1] = (uint8_t)link->length;
    fill(link, frame, FIRST_HEADER);
    link->sequence = 1U;
    link->state = ISOTP_WAITS_FOR_FLOW_CONTROL;
    be_patient(link, now_ns);
}

static void give_consecutive(isotp_link *link, uint8_t *frame, uint64_t now_ns)
{
    frame[0] = (uint8_t)((CONSECUTIVE << TYPE_SHIFT) | link->sequence);
    fill(link, frame, CONSECUTIVE_HEADER);
    link->sequence = (link->sequence + 1U) & LOW_HALF;
    link->due_ns = now_ns + link->separation_ns;
    if ((link->state == ISOTP_SENDING) && (link->peer_block_size != 0U) && (--link->block == 0U)) {
        link->state = ISOTP_WAITS_FOR_FLOW_CONTROL;
        be_patient(link, now_ns);
    }
}

bool isotp_next(isotp_link *link, uint8_t *frame, uint64_t now_ns)
{
    end_late(link, now_ns);
    if (link->flow_control) {
        give_flow_control(link, frame);
        return true;
    }
    if ((link->state != ISOTP_SENDING) || (now_ns < link->due_ns)) {
        return false;
    }
    if (link->done == 0U) {
        give_begin(link, frame, now_ns);
    } else {
        give_consecutive(link, frame, now_ns);
    }
    return true;
}
