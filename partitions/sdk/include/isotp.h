/*
 * Messages longer than a frame: one end of a link by ISO 15765-2 with normal addressing and classic frames of up to
 * 8 bytes. It holds one message each way and sends or receives one at a time: while it sends, only flow control is
 * taken. It knows no time of its own and touches no bus: who owns it hands it frames and asks what is to be sent.
 *
 *   frame of the peer ----> isotp_take ----> a message is complete
 *   a message --> isotp_send, then isotp_next ----> next frame to be sent, flow control for the peer among them
 *
 * The standard was not at hand; its public readings were: Linux, net/can/isotp.c, and the reference of Zephyr's ISO-TP.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define ISOTP_FRAME_BYTES 8U
#define ISOTP_MOST_BYTES 64U       /* of a message; a longer one is answered by an overflow */
#define ISOTP_TIMEOUT_MS 1000U     /* of the peer's flow control, N_Bs, and of its next frame, N_Cr */
#define ISOTP_MOST_WAITS 8U        /* flow control frames that ask to wait, one after the other: N_WFTmax */
#define ISOTP_PADDING 0xccU

typedef enum { ISOTP_IDLE = 0, ISOTP_RECEIVING = 1, ISOTP_WAITS_FOR_FLOW_CONTROL = 2, ISOTP_SENDING = 3 } isotp_state;

/* What the peer is asked for. */
typedef struct {
    uint8_t block_size; /* consecutive frames between two flow controls, 0: all */
    uint8_t separation; /* STmin as on the bus: 0..0x7f ms, 0xf1..0xf9 in 100 us */
} isotp_wishes;

/* How exchanges ended that did not come to their end. */
typedef struct {
    uint32_t timeouts;
    uint32_t wrong_sequences;
    uint32_t overflows; /* of this end, and of the peer's */
    uint32_t broken_off; /* by a new message, by too many waits or by a flow control that means nothing */
    uint32_t malformed; /* frames that were ignored */
} isotp_counters;

typedef struct {
    isotp_wishes wishes;
    isotp_state state;
    uint8_t message[ISOTP_MOST_BYTES]; /* being received, or sent */
    uint32_t length;
    uint32_t done;      /* bytes of it received or sent */
    uint32_t sequence;  /* of the next consecutive frame, 0..15 */
    uint32_t block;     /* consecutive frames left in the block; counts only if there are blocks */
    uint32_t peer_block_size;
    uint32_t waits;
    uint64_t separation_ns; /* that the peer asks for */
    uint64_t due_ns;        /* next consecutive frame, or the end of patience */
    bool flow_control;      /* one is to be sent */
    uint8_t flow_status;
    isotp_counters counters;
} isotp_link;

/*
 * Takes a frame of the peer. True: a message is complete; it stands in `message` until the next call. Any bytes may
 * come: what is no frame of the protocol, or comes when it should not, is counted and otherwise ignored.
 */
bool isotp_take(isotp_link *link, const uint8_t *frame, uint32_t length, uint64_t now_ns);

/* Begins to send a message of 1..ISOTP_MOST_BYTES bytes; false if it has another length or the link is not idle. */
bool isotp_send(isotp_link *link, const uint8_t *message, uint32_t length, uint64_t now_ns);

/* Gives the frame that is to be sent now, always of ISOTP_FRAME_BYTES; false if there is none. Ends what timed out. */
bool isotp_next(isotp_link *link, uint8_t *frame, uint64_t now_ns);
