"""Two tools of python-can on the bus body: what one of them sends, the other one hears."""

import sys
import time

import can

port = int(sys.argv[1])


def join(bus):
    return can.Bus(interface="socketcand", host="127.0.0.1", port=port, channel=bus)


def first(bus, wanted):
    end = time.time() + 60
    while time.time() < end:
        message = bus.recv(1)
        if message is not None and wanted(message):
            return message
    sys.exit("nothing like that came")


speed = first(join("chassis"), lambda m: m.arbitration_id == 0x0B0)
one, other = join("body"), join("body")
first(other, lambda m: True)
one.send(can.Message(arbitration_id=0x7D5, is_extended_id=False, data=[1, 2, 0xFE]))
heard = first(other, lambda m: m.arbitration_id == 0x7D5)
print(len(speed.data), heard.data.hex())
for bus in one, other:
    bus.shutdown()
