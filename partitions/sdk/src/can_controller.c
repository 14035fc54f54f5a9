#include <drivers/can_controller.h>

#include "ctucanfd.h"

/* A bit is 1 + 8 + 7 + 4 = 20 quanta long, its sample point at 80 %. */
#define BIT_PROP 8U
#define BIT_PH1 7U
#define BIT_PH2 4U
#define BIT_SJW 4U

/* The first two buffers replace: while one is on the bus the other takes the next frame. The others hold their frame
   until it is sent, and give way to the first two. */
#define REPLACING_BUFFERS 2U
#define TX_BUFFERS 4U
#define TX_PRIORITY_HIGHEST_OF_REPLACING 0x0077U

/* Supervisions after which a controller that has not joined is taken for lost. */
#define JOINING_CYCLES 20U

#define RX_MAX_WORDS 20U
#define BITS_PER_BYTE 8U
#define BYTES_PER_WORD 4U
#define FILTER_STRIDE 8U

static uint32_t read_register(const can_controller *can, uint32_t offset)
{
    return *(volatile const uint32_t *)(can->base + offset);
}

static void write_register(const can_controller *can, uint32_t offset, uint32_t value)
{
    *(volatile uint32_t *)(can->base + offset) = value;
}

static void set_acceptance(const can_controller *can, const can_acceptance *acceptance)
{
    for (uint32_t i = 0; i < CAN_MASK_FILTERS; i++) {
        uint32_t mask_offset = CTU_FILTER_A_MASK + (FILTER_STRIDE * i);
        const can_filter *filter = &acceptance->filters[i];
        write_register(can, mask_offset, filter->mask << CTU_IDENTIFIER_BASE_SHIFT);
        write_register(can, mask_offset + BYTES_PER_WORD, filter->value << CTU_IDENTIFIER_BASE_SHIFT);
    }
    write_register(can, CTU_FILTER_RAN_LOW, acceptance->range_low << CTU_IDENTIFIER_BASE_SHIFT);
    write_register(can, CTU_FILTER_RAN_HIGH, acceptance->range_high << CTU_IDENTIFIER_BASE_SHIFT);
    write_register(can, CTU_FILTER_CONTROL, CTU_FILTER_CONTROL_BASIC_ALL);
}

bool can_controller_start(can_controller *can, const can_setup *setup)
{
    *can = (can_controller){.base = setup->base, .state = CAN_ABSENT};
    if ((read_register(can, CTU_DEVICE_ID) & CTU_DEVICE_ID_MASK) != CTU_DEVICE_ID_VALUE) {
        return false;
    }
    write_register(can, CTU_MODE, CTU_MODE_RST);
    write_register(can, CTU_BTR,
                   (BIT_PROP << CTU_BTR_PROP_SHIFT) | (BIT_PH1 << CTU_BTR_PH1_SHIFT) |
                       (BIT_PH2 << CTU_BTR_PH2_SHIFT) | (setup->prescaler << CTU_BTR_BRP_SHIFT) |
                       (BIT_SJW << CTU_BTR_SJW_SHIFT));
    set_acceptance(can, setup->acceptance);
    write_register(can, CTU_TX_PRIORITY, TX_PRIORITY_HIGHEST_OF_REPLACING);
    uint32_t interrupts = CTU_INT_RBNEI | CTU_INT_DOI | CTU_INT_FCSI;
    write_register(can, CTU_INT_MASK_CLR, interrupts);
    write_register(can, CTU_INT_ENA_SET, interrupts);
    write_register(can, CTU_MODE, CTU_MODE_ENA | CTU_MODE_AFM | CTU_MODE_RXBAM);
    can->state = CAN_JOINING;
    return true;
}

static void take_data(can_frame *frame, uint32_t word, uint32_t value)
{
    for (uint32_t i = 0; i < BYTES_PER_WORD; i++) {
        uint32_t at = (BYTES_PER_WORD * word) + i;
        if (at < CAN_FRAME_BYTES) {
            frame->bytes[at] = (uint8_t)(value >> (BITS_PER_BYTE * i));
        }
    }
}

/* Reads one frame to its end, whatever it is, so that the buffer stays in step; true if it is one of ours. */
static bool take_frame(const can_controller *can, can_frame *frame)
{
    uint32_t format = read_register(can, CTU_RX_DATA);
    uint32_t identifier = read_register(can, CTU_RX_DATA);
    uint32_t words = 1U + ((format >> CTU_FRAME_RWCNT_SHIFT) & CTU_FRAME_RWCNT_MASK);
    for (uint32_t word = CTU_FRAME_TIMESTAMP_LOW_WORD; (word < words) && (word < RX_MAX_WORDS); word++) {
        uint32_t value = read_register(can, CTU_RX_DATA);
        if (word >= CTU_FRAME_DATA_WORD) {
            take_data(frame, word - CTU_FRAME_DATA_WORD, value);
        }
    }
    uint32_t length = format & CTU_FRAME_DLC_MASK;
    frame->identifier = (identifier >> CTU_IDENTIFIER_BASE_SHIFT) & CTU_IDENTIFIER_BASE_MASK;
    frame->length = (length < CAN_FRAME_BYTES) ? length : CAN_FRAME_BYTES;
    return (format & (CTU_FRAME_RTR | CTU_FRAME_IDE | CTU_FRAME_FDF)) == 0U;
}

bool can_controller_receive(can_controller *can, can_frame *frame)
{
    while ((read_register(can, CTU_RX_STATUS) & CTU_RX_STATUS_RXE) == 0U) {
        if (take_frame(can, frame)) {
            can->counters.received++;
            return true;
        }
        can->counters.foreign++;
    }
    return false;
}

static uint32_t buffer_state(const can_controller *can, uint32_t buffer)
{
    return (read_register(can, CTU_TX_STATUS) >> (CTU_TX_STATE_BITS * buffer)) & CTU_TX_STATE_MASK;
}

static void command_buffer(const can_controller *can, uint32_t buffer, uint32_t command)
{
    write_register(can, CTU_TX_COMMAND, command | (1U << (CTU_TX_COMMAND_BUFFER_SHIFT + buffer)));
}

static bool is_free(uint32_t state)
{
    return (state == CTU_TX_STATE_OK) || (state == CTU_TX_STATE_FAILED) || (state == CTU_TX_STATE_ABORTED) ||
           (state == CTU_TX_STATE_EMPTY);
}

/* Counts how each frame ended, once. */
static void count_ends(can_controller *can)
{
    for (uint32_t buffer = 0; buffer < TX_BUFFERS; buffer++) {
        uint32_t state = buffer_state(can, buffer);
        uint32_t bit = 1U << buffer;
        if (((can->waiting & bit) == 0U) || !is_free(state)) {
            continue;
        }
        can->waiting &= ~bit;
        if (state == CTU_TX_STATE_OK) {
            can->counters.sent++;
        } else if (state == CTU_TX_STATE_ABORTED) {
            can->counters.replaced++;
        } else {
            can->counters.failed++;
        }
    }
}

static void abort_waiting(const can_controller *can)
{
    for (uint32_t buffer = 0; buffer < REPLACING_BUFFERS; buffer++) {
        if (buffer_state(can, buffer) == CTU_TX_STATE_READY) {
            command_buffer(can, buffer, CTU_TX_COMMAND_SET_ABORT);
        }
    }
}

static uint32_t data_word(const can_frame *frame, uint32_t word)
{
    uint32_t value = 0;
    for (uint32_t i = 0; i < BYTES_PER_WORD; i++) {
        value |= (uint32_t)frame->bytes[(BYTES_PER_WORD * word) + i] << (BITS_PER_BYTE * i);
    }
    return value;
}

static void fill_buffer(const can_controller *can, uint32_t buffer, const can_frame *frame)
{
    uint32_t at = CTU_TXTB1_DATA + (CTU_TXTB_STRIDE * buffer);
    write_register(can, at + (BYTES_PER_WORD * CTU_FRAME_FORMAT_WORD), frame->length);
    write_register(can, at + (BYTES_PER_WORD * CTU_FRAME_IDENTIFIER_WORD),
                   frame->identifier << CTU_IDENTIFIER_BASE_SHIFT);
    /* A time stamp of 0 sends at once. */
    write_register(can, at + (BYTES_PER_WORD * CTU_FRAME_TIMESTAMP_LOW_WORD), 0);
    write_register(can, at + (BYTES_PER_WORD * CTU_FRAME_TIMESTAMP_HIGH_WORD), 0);
    for (uint32_t word = 0; word < (CAN_FRAME_BYTES / BYTES_PER_WORD); word++) {
        write_register(can, at + (BYTES_PER_WORD * (CTU_FRAME_DATA_WORD + word)), data_word(frame, word));
    }
}

static bool may_send(can_controller *can)
{
    return (can->state != CAN_ABSENT) && (can->state != CAN_BUS_OFF);
}

/* Sends by a free one of the buffers from `first` up to `last`. */
static bool send_by(can_controller *can, const can_frame *frame, uint32_t first, uint32_t last)
{
    count_ends(can);
    for (uint32_t buffer = first; buffer <= last; buffer++) {
        if (is_free(buffer_state(can, buffer))) {
            fill_buffer(can, buffer, frame);
            command_buffer(can, buffer, CTU_TX_COMMAND_SET_READY);
            can->waiting |= 1U << buffer;
            return true;
        }
    }
    can->counters.blocked++;
    return false;
}

bool can_controller_send_newest(can_controller *can, const can_frame *frame)
{
    if (!may_send(can)) {
        can->counters.blocked++;
        return false;
    }
    abort_waiting(can);
    return send_by(can, frame, 0U, REPLACING_BUFFERS - 1U);
}

bool can_controller_send(can_controller *can, const can_frame *frame)
{
    if (!may_send(can)) {
        can->counters.blocked++;
        return false;
    }
    return send_by(can, frame, REPLACING_BUFFERS, TX_BUFFERS - 1U);
}

void can_controller_handle_interrupt(can_controller *can)
{
    uint32_t interrupts = read_register(can, CTU_INT_STAT);
    if ((interrupts & CTU_INT_DOI) != 0U) {
        can->counters.overruns++;
        write_register(can, CTU_COMMAND, CTU_COMMAND_CDO);
    }
    write_register(can, CTU_INT_STAT, interrupts);
}

static can_state state_of(uint32_t fault_state)
{
    if ((fault_state & CTU_FAULT_STATE_ERA) != 0U) {
        return CAN_ERROR_ACTIVE;
    }
    return ((fault_state & CTU_FAULT_STATE_ERP) != 0U) ? CAN_ERROR_PASSIVE : CAN_BUS_OFF;
}

/* The controller calls itself bus off too while it joins, and may come back and be lost again between two calls: it is
   asked each time. */
void can_controller_supervise(can_controller *can)
{
    if (can->state == CAN_ABSENT) {
        return;
    }
    can_state seen = state_of(read_register(can, CTU_FAULT_STATE));
    if (seen != CAN_BUS_OFF) {
        can->state = seen;
        can->cycles_joining = 0;
        return;
    }
    write_register(can, CTU_COMMAND, CTU_COMMAND_ERCRST);
    if ((can->state == CAN_ERROR_ACTIVE) || (can->state == CAN_ERROR_PASSIVE)) {
        can->counters.bus_offs++;
        can->state = CAN_JOINING;
    } else if (can->cycles_joining < JOINING_CYCLES) {
        can->cycles_joining++;
    } else {
        can->state = CAN_BUS_OFF;
    }
}
