/* Registers and descriptors of the wireless device. */
#pragma once

#include <stdint.h>

#define WIRELESS_CONTROL 0x00U
#define WIRELESS_STATUS 0x04U
#define WIRELESS_RX_BASE 0x08U
#define WIRELESS_RX_COUNT 0x0cU
#define WIRELESS_RX_HEAD 0x10U
#define WIRELESS_RX_TAIL 0x14U
#define WIRELESS_TX_BASE 0x18U
#define WIRELESS_TX_COUNT 0x1cU
#define WIRELESS_TX_HEAD 0x20U
#define WIRELESS_TX_TAIL 0x24U

#define WIRELESS_CONTROL_RX (1U << 0)
#define WIRELESS_CONTROL_TX (1U << 1)
#define WIRELESS_CONTROL_RX_INTERRUPT (1U << 2)

/* STATUS; each bit is cleared by writing 1. */
#define WIRELESS_RECEIVED (1U << 0)
#define WIRELESS_TRANSMITTED (1U << 1)
#define WIRELESS_OVERRUN (1U << 2)
#define WIRELESS_DMA_ERROR (1U << 3)
#define WIRELESS_STATUS_ALL 0xfU

#define WIRELESS_DONE (1U << 0)
#define WIRELESS_ERROR (1U << 1)

/* In memory; the device writes length and flags. */
typedef struct {
    uint32_t buffer; /* address */
    uint32_t length; /* receiving: room in, bytes out; sending: bytes */
    uint32_t flags;
    uint32_t reserved;
} wireless_descriptor;
