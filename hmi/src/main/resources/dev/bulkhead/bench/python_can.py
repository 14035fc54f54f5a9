"""What python-can does of the same work: COUNT and seconds of processor time, in one line.

python_can.py version | virtual COUNT | read FILE
"""

import sys
import time

import can


def virtual(count):
    """Messages handed from one node of the virtual bus to another."""
    with can.Bus(interface="virtual", channel="bench") as sender:
        with can.Bus(interface="virtual", channel="bench") as receiver:
            message = can.Message(
                arbitration_id=0x100, is_extended_id=False, data=bytes(range(8))
            )
            start = time.process_time()
            for _ in range(count):
                sender.send(message)
                if receiver.recv(1.0) is None:
                    sys.exit("a message was lost")
            return count, time.process_time() - start


def read(name):
    """Messages read from a recording."""
    start = time.process_time()
    with can.LogReader(name) as reader:
        count = sum(1 for _ in reader)
    return count, time.process_time() - start


if sys.argv[1] == "version":
    print(can.__version__)
elif sys.argv[1] == "virtual":
    print(*virtual(int(sys.argv[2])))
else:
    print(*read(sys.argv[2]))
