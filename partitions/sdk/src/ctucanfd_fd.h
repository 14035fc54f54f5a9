/*
 * What an FD frame needs of the CTU CAN FD controller beyond ctucanfd.h. All registers are 32 bits wide.
 */
#pragma once

#define CTU_BTR_FD 0x28U
#define CTU_TRV_DELAY 0x80U

#define CTU_MODE_FDE (1U << 4) /* FD frames are known */

#define CTU_BTR_FD_PROP_SHIFT 0U
#define CTU_BTR_FD_PH1_SHIFT 7U
#define CTU_BTR_FD_PH2_SHIFT 13U
#define CTU_BTR_FD_BRP_SHIFT 19U
#define CTU_BTR_FD_SJW_SHIFT 27U

/* Bits of a data phase are looked at as late as the measured delay and this offset, in periods of the clock. */
#define CTU_SSP_OFFSET_SHIFT 16U
#define CTU_SSP_OFFSET_MOST 127U

/* Each of the four filters takes frames of all four formats. */
#define CTU_FILTER_CONTROL_ALL 0xffffU

#define CTU_FRAME_BRS (1U << 9)
#define CTU_FRAME_ESI (1U << 10)
