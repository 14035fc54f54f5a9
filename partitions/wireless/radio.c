#include "radio.h"

#include "registers.h"

/* One descriptor of each ring is never the device's, or a full ring would look like an empty one. */
#define RX_DESCRIPTORS 16U
#define TX_DESCRIPTORS 4U
#define TX_PACKET_BYTES 64U

/* How the region is laid out. */
typedef struct {
    wireless_descriptor rx[RX_DESCRIPTORS];
    wireless_descriptor tx[TX_DESCRIPTORS];
    uint8_t rx_buffers[RX_DESCRIPTORS][RADIO_PACKET_BYTES];
    uint8_t tx_buffers[TX_DESCRIPTORS][TX_PACKET_BYTES];
} radio_memory;

_Static_assert(sizeof(radio_memory) <= 0x10000U, "the region packets has 64 KiB");

radio_counters radio_counted;

static uintptr_t base;
static volatile radio_memory *shared;
static uint32_t rx_next;
static uint32_t tx_next;

static uint32_t read_register(uint32_t offset)
{
    return *(volatile const uint32_t *)(base + offset);
}

static void write_register(uint32_t offset, uint32_t value)
{
    *(volatile uint32_t *)(base + offset) = value;
}

static void offer_for_receiving(uint32_t index)
{
    shared->rx[index].buffer = (uint32_t)(uintptr_t)&shared->rx_buffers[index][0];
    shared->rx[index].length = RADIO_PACKET_BYTES;
    shared->rx[index].flags = 0;
}

static void start_rings(void)
{
    write_register(WIRELESS_CONTROL, 0);
    for (uint32_t i = 0; i < RX_DESCRIPTORS; i++) {
        offer_for_receiving(i);
    }
    rx_next = 0;
    tx_next = 0;
    write_register(WIRELESS_RX_BASE, (uint32_t)(uintptr_t)&shared->rx[0]);
    write_register(WIRELESS_RX_COUNT, RX_DESCRIPTORS);
    write_register(WIRELESS_RX_TAIL, RX_DESCRIPTORS - 1U);
    write_register(WIRELESS_TX_BASE, (uint32_t)(uintptr_t)&shared->tx[0]);
    write_register(WIRELESS_TX_COUNT, TX_DESCRIPTORS);
    write_register(WIRELESS_STATUS, WIRELESS_STATUS_ALL);
    write_register(WIRELESS_CONTROL, WIRELESS_CONTROL_RX | WIRELESS_CONTROL_TX | WIRELESS_CONTROL_RX_INTERRUPT);
}

void radio_start(uintptr_t registers, uintptr_t memory)
{
    base = registers;
    shared = (volatile radio_memory *)memory;
    start_rings();
}

bool radio_handle_interrupt(void)
{
    uint32_t status = read_register(WIRELESS_STATUS);
    write_register(WIRELESS_STATUS, status);
    radio_counted.overruns += ((status & WIRELESS_OVERRUN) != 0U) ? 1U : 0U;
    if ((status & WIRELESS_DMA_ERROR) == 0U) {
        return false;
    }
    radio_counted.errors++;
    start_rings();
    return true;
}

bool radio_peek(radio_packet *packet)
{
    if (rx_next == read_register(WIRELESS_RX_HEAD)) {
        return false;
    }
    volatile wireless_descriptor *from = &shared->rx[rx_next];
    bool good = (from->flags & (WIRELESS_DONE | WIRELESS_ERROR)) == WIRELESS_DONE;
    radio_counted.errors += good ? 0U : 1U;
    uint32_t length = good ? from->length : 0U;
    packet->length = (length < RADIO_PACKET_BYTES) ? length : RADIO_PACKET_BYTES;
    packet->bytes = &shared->rx_buffers[rx_next][0];
    return true;
}

void radio_release(void)
{
    offer_for_receiving(rx_next);
    write_register(WIRELESS_RX_TAIL, rx_next);
    rx_next = (rx_next + 1U) % RX_DESCRIPTORS;
}

bool radio_send(const uint8_t *bytes, uint32_t length)
{
    uint32_t after = (tx_next + 1U) % TX_DESCRIPTORS;
    if ((length > TX_PACKET_BYTES) || (after == read_register(WIRELESS_TX_HEAD))) {
        radio_counted.not_sent++;
        return false;
    }
    for (uint32_t i = 0; i < length; i++) {
        shared->tx_buffers[tx_next][i] = bytes[i];
    }
    shared->tx[tx_next].buffer = (uint32_t)(uintptr_t)&shared->tx_buffers[tx_next][0];
    shared->tx[tx_next].length = length;
    shared->tx[tx_next].flags = 0;
    write_register(WIRELESS_TX_TAIL, after);
    tx_next = after;
    return true;
}
