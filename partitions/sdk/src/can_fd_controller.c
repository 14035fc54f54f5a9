#include <drivers/can_fd_controller.h>

#include "ctucanfd.h"
#include "ctucanfd_fd.h"

#define TX_BUFFERS 4U
#define PRIORITY_BITS 4U
#define PRIORITY_HIGHEST 7U
#define BITS_PER_BYTE 8U
#define BYTES_PER_WORD 4U
#define DATA_WORDS (CAN_FD_FRAME_BYTES / BYTES_PER_WORD)
#define EXTENDED_MASK 0x1fffffffU
#define LENGTHS 16U

/* What a data length code of an FD frame stands for. */
static const uint8_t length_of[LENGTHS] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 12, 16, 20, 24, 32, 48, 64};

static uint32_t read_register(const can_fd_controller *can, uint32_t offset)
{
    return *(volatile const uint32_t *)(can->controller.base + offset);
}

static void write_register(const can_fd_controller *can, uint32_t offset, uint32_t value)
{
    *(volatile uint32_t *)(can->controller.base + offset) = value;
}

static void set_bit_timing(const can_fd_controller *can, const can_bit_timing *nominal, const can_bit_timing *data)
{
    write_register(can, CTU_BTR,
                   (nominal->propagation << CTU_BTR_PROP_SHIFT) | (nominal->phase1 << CTU_BTR_PH1_SHIFT) |
                       (nominal->phase2 << CTU_BTR_PH2_SHIFT) | (nominal->prescaler << CTU_BTR_BRP_SHIFT) |
                       (nominal->jump_width << CTU_BTR_SJW_SHIFT));
    write_register(can, CTU_BTR_FD,
                   (data->propagation << CTU_BTR_FD_PROP_SHIFT) | (data->phase1 << CTU_BTR_FD_PH1_SHIFT) |
                       (data->phase2 << CTU_BTR_FD_PH2_SHIFT) | (data->prescaler << CTU_BTR_FD_BRP_SHIFT) |
                       (data->jump_width << CTU_BTR_FD_SJW_SHIFT));
    /* As far behind the measured delay as the sample point is behind a bit's begin. */
    uint32_t offset = data->prescaler * (1U + data->propagation + data->phase1);
    if (offset > CTU_SSP_OFFSET_MOST) {
        offset = CTU_SSP_OFFSET_MOST;
    }
    write_register(can, CTU_TRV_DELAY, offset << CTU_SSP_OFFSET_SHIFT);
}

bool can_fd_controller_start(can_fd_controller *can, const can_fd_setup *setup)
{
    *can = (can_fd_controller){.controller = {.base = setup->base, .state = CAN_ABSENT}, .next = 0};
    if ((read_register(can, CTU_DEVICE_ID) & CTU_DEVICE_ID_MASK) != CTU_DEVICE_ID_VALUE) {
        return false;
    }
    write_register(can, CTU_MODE, CTU_MODE_RST);
    set_bit_timing(can, &setup->nominal, &setup->data);
    /* Masks are zero after reset. */
    write_register(can, CTU_FILTER_CONTROL, CTU_FILTER_CONTROL_ALL);
    uint32_t interrupts = CTU_INT_RBNEI | CTU_INT_DOI | CTU_INT_FCSI;
    write_register(can, CTU_INT_MASK_CLR, interrupts);
    write_register(can, CTU_INT_ENA_SET, interrupts);
    write_register(can, CTU_MODE, CTU_MODE_ENA | CTU_MODE_AFM | CTU_MODE_RXBAM | CTU_MODE_FDE);
    can->controller.state = CAN_JOINING;
    return true;
}

static can_frame_kind kind_of(uint32_t format)
{
    if ((format & CTU_FRAME_FDF) == 0U) {
        return CAN_CLASSIC;
    }
    return ((format & CTU_FRAME_BRS) != 0U) ? CAN_FD_BIT_RATE_SWITCH : CAN_FD;
}

static uint32_t length_in(can_frame_kind kind, uint32_t code)
{
    return ((kind == CAN_CLASSIC) && (code > CAN_FRAME_BYTES)) ? CAN_FRAME_BYTES : length_of[code];
}

static void take_word(can_fd_frame *frame, uint32_t word, uint32_t value)
{
    for (uint32_t i = 0; i < BYTES_PER_WORD; i++) {
        frame->bytes[(BYTES_PER_WORD * word) + i] = (uint8_t)(value >> (BITS_PER_BYTE * i));
    }
}

/* Reads one frame to its end, whatever it is, so that the buffer stays in step; true if it carries data. */
static bool take_frame(const can_fd_controller *can, can_fd_frame *frame)
{
    uint32_t format = read_register(can, CTU_RX_DATA);
    uint32_t identifier = read_register(can, CTU_RX_DATA);
    uint32_t words = 1U + ((format >> CTU_FRAME_RWCNT_SHIFT) & CTU_FRAME_RWCNT_MASK);
    for (uint32_t word = CTU_FRAME_TIMESTAMP_LOW_WORD; word < words; word++) {
        uint32_t value = read_register(can, CTU_RX_DATA);
        if ((word >= CTU_FRAME_DATA_WORD) && ((word - CTU_FRAME_DATA_WORD) < DATA_WORDS)) {
            take_word(frame, word - CTU_FRAME_DATA_WORD, value);
        }
    }
    frame->extended = (format & CTU_FRAME_IDE) != 0U;
    frame->identifier = frame->extended ? (identifier & EXTENDED_MASK)
                                        : ((identifier >> CTU_IDENTIFIER_BASE_SHIFT) & CTU_IDENTIFIER_BASE_MASK);
    frame->kind = kind_of(format);
    frame->error_passive = (format & CTU_FRAME_ESI) != 0U;
    frame->length = length_in(frame->kind, format & CTU_FRAME_DLC_MASK);
    return (format & CTU_FRAME_RTR) == 0U;
}

bool can_fd_controller_receive(can_fd_controller *can, can_fd_frame *frame)
{
    while ((read_register(can, CTU_RX_STATUS) & CTU_RX_STATUS_RXE) == 0U) {
        if (take_frame(can, frame)) {
            can->controller.counters.received++;
            return true;
        }
        can->controller.counters.foreign++;
    }
    return false;
}

/* The data length code; LENGTHS if no frame of that kind has that length. */
static uint32_t code_of(const can_fd_frame *frame)
{
    uint32_t code = 0;
    while ((code < LENGTHS) && (length_of[code] != frame->length)) {
        code++;
    }
    return ((frame->kind == CAN_CLASSIC) && (frame->length > CAN_FRAME_BYTES)) ? LENGTHS : code;
}

static uint32_t word_of(const can_fd_frame *frame, uint32_t word)
{
    uint32_t value = 0;
    for (uint32_t i = 0; i < BYTES_PER_WORD; i++) {
        value |= (uint32_t)frame->bytes[(BYTES_PER_WORD * word) + i] << (BITS_PER_BYTE * i);
    }
    return value;
}

static void fill_buffer(const can_fd_controller *can, uint32_t buffer, const can_fd_frame *frame, uint32_t code)
{
    uint32_t at = CTU_TXTB1_DATA + (CTU_TXTB_STRIDE * buffer);
    uint32_t format = code | (frame->extended ? CTU_FRAME_IDE : 0U) |
                      ((frame->kind != CAN_CLASSIC) ? CTU_FRAME_FDF : 0U) |
                      ((frame->kind == CAN_FD_BIT_RATE_SWITCH) ? CTU_FRAME_BRS : 0U);
    write_register(can, at + (BYTES_PER_WORD * CTU_FRAME_FORMAT_WORD), format);
    write_register(can, at + (BYTES_PER_WORD * CTU_FRAME_IDENTIFIER_WORD),
                   frame->extended ? frame->identifier : (frame->identifier << CTU_IDENTIFIER_BASE_SHIFT));
    /* A time stamp of 0 sends at once. */
    write_register(can, at + (BYTES_PER_WORD * CTU_FRAME_TIMESTAMP_LOW_WORD), 0);
    write_register(can, at + (BYTES_PER_WORD * CTU_FRAME_TIMESTAMP_HIGH_WORD), 0);
    uint32_t words = (frame->length + BYTES_PER_WORD - 1U) / BYTES_PER_WORD;
    for (uint32_t word = 0; word < words; word++) {
        write_register(can, at + (BYTES_PER_WORD * (CTU_FRAME_DATA_WORD + word)), word_of(frame, word));
    }
}

static bool is_waiting(uint32_t state)
{
    return (state == CTU_TX_STATE_READY) || (state == CTU_TX_STATE_IN_PROGRESS) ||
           (state == CTU_TX_STATE_ABORT_IN_PROGRESS);
}

static uint32_t buffer_state(uint32_t states, uint32_t buffer)
{
    return (states >> (CTU_TX_STATE_BITS * buffer)) & CTU_TX_STATE_MASK;
}

/* Counts how each frame ended, once. */
static void count_ends(can_fd_controller *can, uint32_t states)
{
    for (uint32_t buffer = 0; buffer < TX_BUFFERS; buffer++) {
        uint32_t state = buffer_state(states, buffer);
        uint32_t bit = 1U << buffer;
        if (((can->controller.waiting & bit) == 0U) || is_waiting(state)) {
            continue;
        }
        can->controller.waiting &= ~bit;
        if (state == CTU_TX_STATE_OK) {
            can->controller.counters.sent++;
        } else {
            can->controller.counters.failed++;
        }
    }
}

/* The buffer whose turn comes next holds what has waited longest: it is sent first, `newest` last. */
static void put_last(const can_fd_controller *can, uint32_t newest)
{
    uint32_t priorities = 0;
    for (uint32_t i = 1; i <= TX_BUFFERS; i++) {
        uint32_t buffer = (newest + i) % TX_BUFFERS;
        priorities |= (PRIORITY_HIGHEST - i) << (PRIORITY_BITS * buffer);
    }
    write_register(can, CTU_TX_PRIORITY, priorities);
}

bool can_fd_controller_send(can_fd_controller *can, const can_fd_frame *frame)
{
    uint32_t code = code_of(frame);
    uint32_t buffer = can->next;
    uint32_t states = read_register(can, CTU_TX_STATUS);
    bool takes_part = (can->controller.state != CAN_ABSENT) && (can->controller.state != CAN_BUS_OFF);
    count_ends(can, states);
    if ((code == LENGTHS) || is_waiting(buffer_state(states, buffer)) || !takes_part) {
        can->controller.counters.blocked++;
        return false;
    }
    fill_buffer(can, buffer, frame, code);
    put_last(can, buffer);
    write_register(can, CTU_TX_COMMAND, CTU_TX_COMMAND_SET_READY | (1U << (CTU_TX_COMMAND_BUFFER_SHIFT + buffer)));
    can->controller.waiting |= 1U << buffer;
    can->next = (buffer + 1U) % TX_BUFFERS;
    return true;
}
