/*
 * Registers of the CTU CAN FD controller that this driver uses, by the names of its register map, and the words of a
 * frame. All are 32 bits wide.
 */
#pragma once

#define CTU_DEVICE_ID 0x00U
#define CTU_MODE 0x04U
#define CTU_COMMAND 0x0cU
#define CTU_INT_STAT 0x10U
#define CTU_INT_ENA_SET 0x14U
#define CTU_INT_MASK_CLR 0x20U
#define CTU_BTR 0x24U
#define CTU_FAULT_STATE 0x2cU
#define CTU_FILTER_A_MASK 0x3cU /* then A value, B mask, B value, C mask, C value */
#define CTU_FILTER_RAN_LOW 0x54U
#define CTU_FILTER_RAN_HIGH 0x58U
#define CTU_FILTER_CONTROL 0x5cU
#define CTU_RX_STATUS 0x68U
#define CTU_RX_DATA 0x6cU
#define CTU_TX_STATUS 0x70U
#define CTU_TX_COMMAND 0x74U
#define CTU_TX_PRIORITY 0x78U
#define CTU_TXTB1_DATA 0x100U
#define CTU_TXTB_STRIDE 0x100U

#define CTU_DEVICE_ID_MASK 0xffffU
#define CTU_DEVICE_ID_VALUE 0xcafdU

#define CTU_MODE_RST (1U << 0)
#define CTU_MODE_AFM (1U << 3) /* acceptance filters on */
#define CTU_MODE_RXBAM (1U << 9) /* reading RX_DATA goes on to the next word */
#define CTU_MODE_ENA (1U << 22)

#define CTU_COMMAND_CDO (1U << 3) /* clear data overrun */
#define CTU_COMMAND_ERCRST (1U << 4) /* reset error counters: leaves bus off */

#define CTU_INT_DOI (1U << 3)    /* data overrun */
#define CTU_INT_FCSI (1U << 4)   /* fault confinement state changed */
#define CTU_INT_RBNEI (1U << 10) /* RX buffer not empty */

#define CTU_BTR_PROP_SHIFT 0U
#define CTU_BTR_PH1_SHIFT 7U
#define CTU_BTR_PH2_SHIFT 13U
#define CTU_BTR_BRP_SHIFT 19U
#define CTU_BTR_SJW_SHIFT 27U

#define CTU_FAULT_STATE_ERA (1U << 16)
#define CTU_FAULT_STATE_ERP (1U << 17)
#define CTU_FAULT_STATE_BOF (1U << 18)

/* Each of the four filters takes classic frames with 11 bits of identifier, and nothing else. */
#define CTU_FILTER_CONTROL_BASIC_ALL 0x1111U

#define CTU_RX_STATUS_RXE (1U << 0)

#define CTU_TX_STATE_BITS 4U
#define CTU_TX_STATE_MASK 0xfU
#define CTU_TX_STATE_READY 0x1U
#define CTU_TX_STATE_IN_PROGRESS 0x2U
#define CTU_TX_STATE_ABORT_IN_PROGRESS 0x3U
#define CTU_TX_STATE_OK 0x4U
#define CTU_TX_STATE_FAILED 0x6U
#define CTU_TX_STATE_ABORTED 0x7U
#define CTU_TX_STATE_EMPTY 0x8U

#define CTU_TX_COMMAND_SET_READY (1U << 1)
#define CTU_TX_COMMAND_SET_ABORT (1U << 2)
#define CTU_TX_COMMAND_BUFFER_SHIFT 8U

/* Words of a frame: format, identifier, time stamp low and high, data. */
#define CTU_FRAME_DLC_MASK 0xfU
#define CTU_FRAME_RTR (1U << 5)
#define CTU_FRAME_IDE (1U << 6)
#define CTU_FRAME_FDF (1U << 7)
#define CTU_FRAME_RWCNT_SHIFT 11U
#define CTU_FRAME_RWCNT_MASK 0x1fU
#define CTU_FRAME_HEADER_WORDS 4U
#define CTU_FRAME_FORMAT_WORD 0U
#define CTU_FRAME_IDENTIFIER_WORD 1U
#define CTU_FRAME_TIMESTAMP_LOW_WORD 2U
#define CTU_FRAME_TIMESTAMP_HIGH_WORD 3U
#define CTU_FRAME_DATA_WORD 4U
#define CTU_IDENTIFIER_BASE_SHIFT 18U
#define CTU_IDENTIFIER_BASE_MASK 0x7ffU
