#include "stream.h"

#include <bulkhead.h>
#include <reference/media_stream.h>

#define PORT_MEDIA_STREAM 2U

static stream_state now;

void stream_update(void)
{
    media_stream message;
    bulkhead_sample sample = bulkhead_port_read(PORT_MEDIA_STREAM, &message, sizeof message);
    now.receiving = (sample.status == BULKHEAD_OK) && sample.valid;
    if (now.receiving) {
        now.packets = message.packets;
        now.lost = message.lost;
    }
}

stream_state stream_now(void)
{
    return now;
}
