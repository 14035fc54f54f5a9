package dev.bulkhead.shadow;

import dev.bulkhead.can.CanData;

/** A frame of one output and when it came, in the twin's time. */
record Seen(long atPs, CanData data) {}
