/*
 * Partition `wireless`: the network driver. It tells infotainment what came in, and asks the sender to go on now and then.
 */
#include <bulkhead.h>
#include <microkit.h>
#include <reference/media_stream.h>

#include "radio.h"

#define CHANNEL_REQUEST 0U /* timer */
#define CHANNEL_RADIO 2U   /* interrupt */

#define PORT_MEDIA_STREAM 0U

/* A bound for one job; what is left asks for the next one. */
#define MOST_PACKETS_PER_JOB 16U

/* A packet begins with its sender's number, low byte first. */
#define SEQUENCE_BYTES 4U
#define BITS_PER_BYTE 8U

/* Codes for the health monitor. */
#define ERROR_RADIO_RESTARTED 1U

/* Written by the loader, so they must lie in .data. */
uintptr_t wireless_base __attribute__((section(".data"))) = 0;
uintptr_t packets_base __attribute__((section(".data"))) = 0;

static media_stream stream;

static uint32_t sequence_of(const radio_packet *packet)
{
    uint32_t sequence = 0;
    for (uint32_t i = 0; i < SEQUENCE_BYTES; i++) {
        sequence |= (uint32_t)packet->bytes[i] << (BITS_PER_BYTE * i);
    }
    return sequence;
}

static void take(const radio_packet *packet)
{
    if (packet->length < SEQUENCE_BYTES) {
        return;
    }
    uint32_t sequence = sequence_of(packet);
    stream.lost += (stream.packets > 0U) ? (sequence - stream.sequence - 1U) : 0U;
    stream.packets++;
    stream.bytes += packet->length;
    stream.sequence = sequence;
    stream.length = packet->length;
    for (uint32_t i = 0; i < MEDIA_STREAM_HEAD_BYTES; i++) {
        uint32_t at = SEQUENCE_BYTES + i;
        stream.head[i] = (at < packet->length) ? packet->bytes[at] : 0U;
    }
}

static void receive_some(void)
{
    radio_packet packet;
    uint32_t count = 0;
    while ((count < MOST_PACKETS_PER_JOB) && radio_peek(&packet)) {
        take(&packet);
        radio_release();
        count++;
    }
    if (count > 0U) {
        (void)bulkhead_port_write(PORT_MEDIA_STREAM, &stream, sizeof stream);
    }
}

/* "n packets have come, send on": the count, low byte first. */
static void ask_for_more(void)
{
    uint8_t request[SEQUENCE_BYTES];
    for (uint32_t i = 0; i < SEQUENCE_BYTES; i++) {
        request[i] = (uint8_t)(stream.packets >> (BITS_PER_BYTE * i));
    }
    (void)radio_send(request, sizeof request);
}

void init(void)
{
    radio_start(wireless_base, packets_base);
}

void notified(microkit_channel ch)
{
    switch (ch) {
    case CHANNEL_REQUEST:
        ask_for_more();
        break;
    case CHANNEL_RADIO:
        if (radio_handle_interrupt()) {
            bulkhead_raise(ERROR_RADIO_RESTARTED);
        }
        receive_some();
        microkit_irq_ack(ch);
        break;
    default:
        break;
    }
}
