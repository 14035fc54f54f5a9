package dev.bulkhead.partitions;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A stream of frames in one message of a sampling port: eight slots. */
class FrameRingInCTest {
    private static final int NOTHING = -1;

    private static CProgram program;

    @BeforeAll
    static void build() {
        program =
                new CProgram(
                        """
                        #include <reference/frame_ring.h>
                        static frame_ring ring;
                        static frame_ring_reader reader;
                        KEPT void forget(void) { ring = (frame_ring){0}; reader = (frame_ring_reader){0}; }
                        KEPT void begin_again(void) { ring = (frame_ring){0}; }
                        KEPT void add(uint32_t identifier)
                        {
                            can_frame frame = {.identifier = identifier, .length = 8};
                            frame_ring_add(&ring, &frame);
                        }
                        KEPT int32_t take(void)
                        {
                            can_frame frame;
                            return frame_ring_take(&reader, &ring, &frame) ? (int32_t)frame.identifier : -1;
                        }
                        KEPT uint32_t lost(void) { return reader.lost; }
                        """);
    }

    @BeforeEach
    void forget() {
        program.call("forget");
    }

    private static void add(int... identifiers) {
        for (int identifier : identifiers) {
            program.call("add", identifier);
        }
    }

    private static int take() {
        return program.call("take");
    }

    @Test
    void whatWasThereBeforeTheFirstLookIsNotNew() {
        add(1, 2);
        assertEquals(NOTHING, take());
    }

    @Test
    void eachFrameIsTakenOnceAndInOrder() {
        assertEquals(NOTHING, take());
        add(1, 2);
        assertEquals(1, take());
        add(3);
        assertEquals(2, take());
        assertEquals(3, take());
        assertEquals(NOTHING, take());
    }

    @Test
    void ofMoreThanEightTheOldestAreLostAndCounted() {
        assertEquals(NOTHING, take());
        add(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
        assertEquals(3, take());
        assertEquals(2, program.call("lost"));
        for (int next = 4; next <= 10; next++) {
            assertEquals(next, take());
        }
        assertEquals(NOTHING, take());
    }

    @Test
    void aWriterThatBeginsAgainIsFollowed() {
        assertEquals(NOTHING, take());
        add(1, 2, 3);
        while (take() != NOTHING) {}
        program.call("begin_again");
        add(7);
        assertEquals(7, take());
        assertEquals(NOTHING, take());
    }
}
