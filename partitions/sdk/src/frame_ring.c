#include <reference/frame_ring.h>

/* A count more than this ahead of another lies behind it. */
#define HALF_OF_THE_COUNTS 0x80000000U

void frame_ring_add(frame_ring *ring, const can_frame *frame)
{
    ring->slots[ring->written % FRAME_RING_SLOTS] = *frame;
    ring->written++;
}

static void begin(frame_ring_reader *reader, uint32_t taken)
{
    reader->started = true;
    reader->taken = taken;
}

bool frame_ring_take(frame_ring_reader *reader, const frame_ring *ring, can_frame *frame)
{
    if (!reader->started) {
        begin(reader, ring->written);
    }
    if ((ring->written - reader->taken) >= HALF_OF_THE_COUNTS) {
        begin(reader, 0U);
    }
    uint32_t ahead = ring->written - reader->taken;
    if (ahead == 0U) {
        return false;
    }
    if (ahead > FRAME_RING_SLOTS) {
        reader->lost += ahead - FRAME_RING_SLOTS;
        reader->taken = ring->written - FRAME_RING_SLOTS;
    }
    *frame = ring->slots[reader->taken % FRAME_RING_SLOTS];
    reader->taken++;
    return true;
}
