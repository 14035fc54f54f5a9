package dev.bulkhead.partitions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.state.Snapshot;
import dev.bulkhead.time.SimTime;
import dev.bulkhead.trace.TraceRecord;
import dev.bulkhead.trace.TraceRecord.ActuatorSafeState;
import dev.bulkhead.trace.TraceRecord.DeadlineMet;
import dev.bulkhead.trace.TraceRecord.EcuReset;
import dev.bulkhead.trace.TraceRecord.ResetCause;
import dev.bulkhead.twin.RunResult;
import dev.bulkhead.twin.Twin;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** The whole twin when its kernel's data are destroyed while the car is on its way. */
class EcuResetTest {
    private static final int KERNEL_DATA = 0x8000_0000;
    private static final int KERNEL_DATA_BYTES = 0x3000;

    private static final int LOADED_PARTITION = KERNEL_DATA;

    /** One whose data would lie where no memory answers. */
    private static final int NO_PARTITION = 0x0070_0000;

    private static Reference reference;
    private static Snapshot underWay;

    private final List<TraceRecord> records = new ArrayList<>();
    private Twin twin;

    @BeforeAll
    static void drive() {
        reference = new Reference();
        Twin twin = reference.twin("full-stop-dry");
        twin.runUntil(SimTime.ofMs(700));
        underWay = twin.snapshot();
    }

    @BeforeEach
    void goOnFromThere() {
        twin = reference.twin("full-stop-dry", records::add);
        twin.restore(underWay);
    }

    private void destroyKernelData() {
        for (int i = 0; i < KERNEL_DATA_BYTES; i++) {
            twin.ecu().ram().store(KERNEL_DATA + i, 1, 0xff);
        }
    }

    private <T extends TraceRecord> List<T> all(Class<T> type) {
        return records.stream().filter(type::isInstance).map(type::cast).toList();
    }

    private void assertBrakesAgain(ResetCause cause) {
        twin.run();
        assertEquals(List.of(cause), all(EcuReset.class).stream().map(EcuReset::cause).toList());
        long resetPs = all(EcuReset.class).getFirst().atPs();
        assertTrue(all(DeadlineMet.class).stream().anyMatch(met -> met.atPs() > resetPs));
        assertFalse(all(ActuatorSafeState.class).getLast().entered(), "actuators obey again");
        RunResult result = RunResult.of(twin);
        assertTrue(result.stoppingDistanceM().getAsDouble() < 46);
        assertTrue(result.pictures() > 20, "the screen comes back");
    }

    @Test
    void aKernelPanicResetsTheEcuAndItBrakesAgain() {
        twin.ecu().ram().store(LOADED_PARTITION, 4, NO_PARTITION);
        assertBrakesAgain(ResetCause.KERNEL_PANIC);
    }

    @Test
    void theWatchdogResetsAHangingEcuAndItBrakesAgain() {
        destroyKernelData();
        assertBrakesAgain(ResetCause.WATCHDOG);
    }

    @Test
    void aSnapshotTakenInTheBootAfterwardsContinuesWithTheSameTrace() {
        destroyKernelData();
        twin.runUntil(SimTime.ofMs(720));
        assertEquals(1, all(EcuReset.class).size());
        Snapshot booting = twin.snapshot();
        twin.run();
        Twin other = reference.twin("full-stop-dry");
        other.restore(booting);
        other.run();
        assertEquals(twin.trace().hash(), other.trace().hash());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 20, 400})
    void randomBytesOverKernelRamNeitherThrowNorHang(int bytesAMillisecond) {
        Random random = new Random(bytesAMillisecond);
        for (int ms = 700; ms < 1000; ms++) {
            for (int i = 0; i < bytesAMillisecond; i++) {
                int at = KERNEL_DATA + random.nextInt(KERNEL_DATA_BYTES);
                twin.ecu().ram().store(at, 1, random.nextInt());
            }
            twin.runUntil(SimTime.ofMs(ms + 1));
        }
        assertTrue(twin.now().ps() >= SimTime.ofMs(1000).ps());
        assertFalse(all(EcuReset.class).isEmpty());
    }
}
