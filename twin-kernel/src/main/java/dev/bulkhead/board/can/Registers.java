package dev.bulkhead.board.can;

/**
 * Offsets and fields of the CTU CAN FD core, by the names of its register map.
 *
 * @see "Linux, drivers/net/can/ctucanfd/ctucanfd_kregs.h and ctucanfd_kframe.h; field semantics and
 *     reset values: register description of the TWAI FD controllers of ESP32-C5, which are this
 *     core"
 */
final class Registers {
    private Registers() {}

    static final int DEVICE_ID = 0x00;
    static final int MODE = 0x04;
    static final int STATUS = 0x08;
    static final int COMMAND = 0x0c;
    static final int INT_STAT = 0x10;
    static final int INT_ENA_SET = 0x14;
    static final int INT_ENA_CLR = 0x18;
    static final int INT_MASK_SET = 0x1c;
    static final int INT_MASK_CLR = 0x20;
    static final int BTR = 0x24;
    static final int BTR_FD = 0x28;
    static final int EWL = 0x2c;
    static final int REC = 0x30;
    static final int FILTER_A_MASK = 0x3c;
    static final int FILTER_RAN_HIGH = 0x58;
    static final int FILTER_CONTROL = 0x5c;
    static final int RX_MEM_INFO = 0x60;
    static final int RX_POINTERS = 0x64;
    static final int RX_STATUS = 0x68;
    static final int RX_DATA = 0x6c;
    static final int TX_STATUS = 0x70;
    static final int TX_COMMAND = 0x74;
    static final int TX_PRIORITY = 0x78;
    static final int ERR_CAPT = 0x7c;
    static final int TRV_DELAY = 0x80;
    static final int RX_FR_CTR = 0x84;
    static final int TX_FR_CTR = 0x88;
    static final int TIMESTAMP_LOW = 0x94;
    static final int TIMESTAMP_HIGH = 0x98;
    static final int TXTB1 = 0x100;
    static final int TXTB_STRIDE = 0x100;

    static final int DEVICE_ID_VALUE = 0x0204_cafd;

    static final int MODE_RST = 1;
    static final int MODE_BMM = 1 << 1;
    static final int MODE_STM = 1 << 2;
    static final int MODE_AFM = 1 << 3;
    static final int MODE_FDE = 1 << 4;
    static final int MODE_ROM = 1 << 6;
    static final int MODE_ACF = 1 << 7;
    static final int MODE_RXBAM = 1 << 9;
    static final int MODE_RTRLE = 1 << 16;
    static final int MODE_RTRTH_SHIFT = 17;
    static final int MODE_ILBP = 1 << 21;
    static final int MODE_ENA = 1 << 22;
    static final int MODE_NISOFD = 1 << 23;
    static final int MODE_PEX = 1 << 24;
    static final int MODE_TBFBO = 1 << 25;
    static final int MODE_FDRF = 1 << 26;
    static final int MODE_WRITABLE = 0x07ff_0bfe;
    static final int MODE_RESET = 0x0200_0210;

    static final int STATUS_RXNE = 1;
    static final int STATUS_DOR = 1 << 1;
    static final int STATUS_TXNF = 1 << 2;
    static final int STATUS_RXS = 1 << 4;
    static final int STATUS_TXS = 1 << 5;
    static final int STATUS_EWL = 1 << 6;
    static final int STATUS_IDLE = 1 << 7;
    static final int STATUS_PEXS = 1 << 8;
    static final int STATUS_STCNT = 1 << 16;

    static final int COMMAND_RXRPMV = 1 << 1;
    static final int COMMAND_RRB = 1 << 2;
    static final int COMMAND_CDO = 1 << 3;
    static final int COMMAND_ERCRST = 1 << 4;
    static final int COMMAND_RXFCRST = 1 << 5;
    static final int COMMAND_TXFCRST = 1 << 6;
    static final int COMMAND_CPEXS = 1 << 7;

    static final int INT_RXI = 1;
    static final int INT_TXI = 1 << 1;
    static final int INT_EWLI = 1 << 2;
    static final int INT_DOI = 1 << 3;
    static final int INT_FCSI = 1 << 4;
    static final int INT_ALI = 1 << 5;
    static final int INT_BEI = 1 << 6;
    static final int INT_RXFI = 1 << 8;
    static final int INT_RBNEI = 1 << 10;
    static final int INT_TXBHCI = 1 << 11;
    static final int INT_ALL = 0xfff;

    static final int BTR_RESET = 0x1050_a185;
    static final int BTR_FD_RESET = 0x1020_6183;
    static final int BTR_FD_WRITABLE = 0xfffb_efbf;

    static final int TRV_DELAY_MOST = 0x7f;
    static final int SSP_OFFSET_SHIFT = 16;
    static final int SSP_SRC_SHIFT = 24;
    static final int SSP_SRC_MEASURED_AND_OFFSET = 0;
    static final int SSP_SRC_OFFSET = 2;
    static final int SSP_CFG_RESET = 10 << SSP_OFFSET_SHIFT;
    static final int SSP_CFG_WRITABLE = 0x03ff_0000;

    static final int EW_LIMIT = 96;
    static final int EWL_LIMITS = 128 << 8 | EW_LIMIT;
    static final int EWL_ERA = 1 << 16;
    static final int EWL_ERP = 1 << 17;
    static final int EWL_BOF = 1 << 18;

    static final int FILTER_STATUS_ALL = 0xf << 16;
    static final int FILTER_CONTROL_RESET = 0xf;

    static final int RX_STATUS_RTSOP = 1 << 16;

    static final int TX_COMMAND_TXCE = 1;
    static final int TX_COMMAND_TXCR = 1 << 1;
    static final int TX_COMMAND_TXCA = 1 << 2;
    static final int TX_COMMAND_TXB1_SHIFT = 8;
    static final int TXTB_INFO_SHIFT = 16;
    static final int TX_PRIORITY_RESET = 1;

    static final int ERR_CAPT_RESET = 0x1f;
    static final int ERR_CAPT_ACK_ERROR = 3 << 5 | 5;
    static final int ERR_CAPT_BIT_ERROR = 0x1f;

    static final int ERR_TYPE_SHIFT = 5;
    static final int RETR_CTR_SHIFT = 8;
    static final int ALC_BIT_SHIFT = 16;
    static final int ALC_ID_FIELD_SHIFT = 21;
    static final int TS_INFO_64_BITS = 0x3f << 24;

    static final int FRAME_RTR = 1 << 5;
    static final int FRAME_IDE = 1 << 6;
    static final int FRAME_FDF = 1 << 7;
    static final int FRAME_BRS = 1 << 9;
    static final int FRAME_ESI_RSV = 1 << 10;
    static final int FRAME_RWCNT_SHIFT = 11;
    static final int IDENTIFIER_BASE_SHIFT = 18;
}
