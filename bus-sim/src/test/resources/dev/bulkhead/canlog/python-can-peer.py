"""python-can beside us: `read FILE` prints a line a message, `write FILE` makes a recording of such lines.

A line: time in ns, channel number from 0, rx or tx, kind, identifier, extended, dlc, brs, esi, data in hexadecimal.
"""

import sys

import can
from can.util import dlc2len, len2dlc


def line(message):
    kind = "data"
    if message.is_error_frame:
        kind = "error"
    elif message.is_remote_frame:
        kind = "remote"
    elif message.is_fd:
        kind = "fd"
    digits = "".join(c for c in str(message.channel) if c.isdigit())
    dlc = len2dlc(message.dlc) if message.is_fd else message.dlc
    return " ".join(
        str(field)
        for field in (
            round(message.timestamp * 1e9),
            digits or 0,
            "rx" if message.is_rx else "tx",
            kind,
            "%X" % message.arbitration_id,
            int(message.is_extended_id),
            dlc,
            int(message.bitrate_switch),
            int(message.error_state_indicator),
            message.data.hex().upper() or "-",
        )
    )


def message(text):
    ns, channel, direction, kind, identifier, extended, dlc, brs, esi, data = text.split()
    fd = kind == "fd"
    return can.Message(
        timestamp=int(ns) / 1e9,
        channel=int(channel),
        is_rx=direction == "rx",
        is_error_frame=kind == "error",
        is_remote_frame=kind == "remote",
        is_fd=fd,
        arbitration_id=int(identifier, 16),
        is_extended_id=extended == "1",
        dlc=dlc2len(int(dlc)) if fd else int(dlc),
        bitrate_switch=brs == "1",
        error_state_indicator=esi == "1",
        data=bytes.fromhex("" if data == "-" else data),
    )


verb, name = sys.argv[1:]
if verb == "read":
    options = {"relative_timestamp": False} if name.endswith(".asc") else {}
    for each in can.LogReader(name, **options):
        print(line(each))
else:
    with can.Logger(name) as logger:
        for text in sys.stdin:
            logger.on_message_received(message(text))
