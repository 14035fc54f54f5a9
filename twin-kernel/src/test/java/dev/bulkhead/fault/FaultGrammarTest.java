package dev.bulkhead.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.document.DiskFile;
import dev.bulkhead.document.ResourceFile;
import dev.bulkhead.document.TextFile;
import dev.bulkhead.input.InputError;
import dev.bulkhead.time.SimTime;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.util.List;

class FaultGrammarTest {
    private static final String BAD_SPELLINGS =
            """
            infotainment | 'infotainment' is no fault; write TARGET:KIND[=ARGUMENTS][@WHEN][;ecc=off], such as infotainment:wild-store=braking@2s
            a:wild-stor=b | unknown kind of fault 'wild-stor'; did you mean 'wild-store'?
            a:flip=x10 | 'x10' does not fit 'flip'; write flip=PLACE.BIT, such as infotainment:flip=x10.3@2s
            a:flip2=x10.63 | 'x10.63' does not fit 'flip2'; write flip2=PLACE.BIT, such as ram:flip2=0x80200010.5@2s
            a:stuck=x10.3,2 | 'x10.3,2' does not fit 'stuck'; write stuck=PLACE.BIT,VALUE, such as infotainment:stuck=x10.3,1@2s
            a:skip=1 | '1' does not fit 'skip'; write skip, such as display:skip@exec:notified
            a:repeat=1 | '1' does not fit 'repeat'; write repeat, such as display:repeat@exec:notified
            a:interrupt-lost=1 | '1' does not fit 'interrupt-lost'; write interrupt-lost, such as chassis-controller:interrupt-lost@2s
            a:interrupt-delayed | 'interrupt-delayed' lacks its argument; write interrupt-delayed=TIME, such as chassis-controller:interrupt-delayed=200us@2s
            a:interrupt-doubled=x | 'x' does not fit 'interrupt-doubled'; write interrupt-doubled, such as chassis-controller:interrupt-doubled@2s
            a:interrupt-spurious=x | 'x' does not fit 'interrupt-spurious'; write interrupt-spurious, such as body-controller:interrupt-spurious@2s
            a:clock-drift=500 | '500' does not fit 'clock-drift'; write clock-drift=PPMppm, such as watchdog0:clock-drift=500ppm@2s
            a:clock-drift=0ppm | '0ppm' is no drift; write one of 1 to 100000 ppm, or less than 0 for a slow clock
            a:wrong-word=0x1,0x2 | '0x1,0x2' does not name two words; write two different multiples of 4
            a:wild-store | 'wild-store' lacks its argument; write wild-store=DESTINATION, such as infotainment:wild-store=braking@2s
            a:wild-load=b,c | 'b,c' does not fit 'wild-load'; write wild-load=DESTINATION, such as infotainment:wild-load=braking@2s
            a:jump | 'jump' lacks its argument; write jump=DESTINATION, such as infotainment:jump=foreign@2s
            a:illegal-instruction=1 | '1' does not fit 'illegal-instruction'; write illegal-instruction, such as infotainment:illegal-instruction@2s
            a:privileged-instruction=1 | '1' does not fit 'privileged-instruction'; write privileged-instruction, such as infotainment:privileged-instruction@2s
            a:stack-overflow=1 | '1' does not fit 'stack-overflow'; write stack-overflow, such as infotainment:stack-overflow@2s
            a:loop=1 | '1' does not fit 'loop'; write loop, such as infotainment:loop@2s
            a:loop-masked=1 | '1' does not fit 'loop-masked'; write loop-masked, such as infotainment:loop-masked@2s
            a:mutate=branch-invert | unknown operator 'branch-invert'; did you mean 'branch-inverted'?
            a:duplicate | 'duplicate' lacks its argument; write duplicate=TIME, such as prefill-hint:duplicate=10ms@2s
            a:lose=1 | '1' does not fit 'lose'; write lose, such as body/PrefillHint:lose@2s
            a:delay=soon | 'soon' does not fit 'delay'; write delay=TIME, such as body/PrefillHint:delay=12ms@2s
            a:insert=0x12 | '0x12' does not fit 'insert'; write insert[=BYTES], such as prefill-hint:insert=0000000000000000@2s
            a:masquerade | 'masquerade' lacks its argument; write masquerade=SOURCE, such as body/0x210:masquerade=ClimateStatus@2s
            a:corrupt=2.8 | '2.8' does not fit 'corrupt'; write corrupt=BYTE.BIT, such as body/PrefillHint:corrupt=2.4@2s
            a:reorder=2 | '2' does not fit 'reorder'; write reorder, such as body/PrefillHint:reorder@2s
            a:asymmetric=b,3 | '3' does not fit 'asymmetric'; write asymmetric=RECEIVER[,BYTE.BIT], such as chassis/BrakeCommand:asymmetric=ActuatorFL@2s
            a:block | 'block' lacks its argument; write block=TIME, such as chassis:block=30ms@2s
            a:babble=on | 'on' does not fit 'babble'; write babble[=TIME], such as body:babble@2s
            a:spoof=00 | '00' does not fit 'spoof'; write spoof=BYTES,TIME[,e2e], such as body/0x700:spoof=2ef1900000000000,20ms@2s
            a:replay=40ms | '40ms' does not fit 'replay'; write replay=COUNT,TIME, such as body/PrefillHint:replay=5,40ms@2s
            a:replay=0,40ms | '0,40ms' does not fit 'replay'; write replay=COUNT,TIME, such as body/PrefillHint:replay=5,40ms@2s
            a:diagnose=22f,1s | '22f,1s' does not fit 'diagnose'; write diagnose=BYTES,TIME, such as body/GatewayRequest:diagnose=22f190,100ms@2s
            a:wire-flip=x | 'x' does not fit 'wire-flip'; write wire-flip=PLACE[,COUNT[,NODE]], such as body/PrefillHint:wire-flip=20,32@2s
            a:wire-stuck=high,5ms | 'high,5ms' does not fit 'wire-stuck'; write wire-stuck=LEVEL,TIME, such as body:wire-stuck=dominant,5ms@2s
            a:wire-burst=1001,5ms | '1001,5ms' does not fit 'wire-burst'; write wire-burst=PERMILLE,TIME[,seed=N], such as body:wire-burst=100,20ms@2s
            a:wire-open | 'wire-open' lacks its argument; write wire-open=TIME, such as chassis/ActuatorFL:wire-open=30ms@2s
            a:wire-driver=dominant | 'dominant' does not fit 'wire-driver'; write wire-driver=LEVEL,TIME, such as body/Climate:wire-driver=dominant,5ms@2s
            a:wire-clock=30000 | '30000' does not fit 'wire-clock'; write wire-clock=PPMppm, such as body/Climate:wire-clock=30000ppm@2s
            a:wire-drift=60000ppm | '60000ppm' does not fit 'wire-drift'; write wire-drift=PPMppm,TIME, such as body/Climate:wire-drift=60000ppm,200ms@2s
            a:wire-overload=x | 'x' does not fit 'wire-overload'; write wire-overload=TIME, such as body/Climate:wire-overload=30ms@2s
            a:wire-acknowledge | 'wire-acknowledge' lacks its argument; write wire-acknowledge=TIME, such as body/Climate:wire-acknowledge=200ms@2s
            a:hostile=wild-stor | unknown attack 'wild-stor'; did you mean 'wild-store'?
            a:hostile=loop,braking | 'loop' takes no target; leave it out
            a:hostile=wild-store,b,c | 'wild-store,b,c' does not fit 'hostile'; write hostile=ATTACK[,TARGET][,seed=N], such as infotainment:hostile=wild-store,braking@2s
            a:rewritten=wild-stor | unknown attack 'wild-stor'; did you mean 'wild-store'?
            a:rewritten=loop,braking | 'loop' takes no target; leave it out
            a:rewritten=wild-store,b,c | 'wild-store,b,c' does not fit 'rewritten'; write rewritten=ATTACK[,TARGET][,seed=N], such as gateway:rewritten=forged-message,prefill-hint@2s
            a:skip@soon | 'soon' is no moment; write a time, cycle:N, exec:SYMBOL#N, line:FILE:LINE#N, read:ADDRESS#N, write:ADDRESS#N, window:PARTITION#N, message:BUS/ID#N, boot or restart:PARTITION
            a:skip;ecc=no | unknown suffix ';ecc=no'; write ;ecc=off or leave it out
            """;

    @Test
    void aFaultIsWhereWhenWhat() {
        assertEquals(
                new Fault(
                        "infotainment",
                        new Effect.Wild(true, "braking"),
                        new When.AtTime(SimTime.ofMs(1500)),
                        false),
                Fault.parse("--fault", "infotainment:wild-store=braking@1.5s"));
    }

    @Test
    void theLastDotOfAFlipsPlaceIsBeforeTheBit() {
        assertEquals(
                new Effect.Flip("cache.0+4", 7, 1),
                Fault.parse("--fault", "infotainment:flip=cache.0+4.7").effect());
    }

    @Test
    void eightHexadecimalDigitsAreA29BitIdentifier() {
        assertEquals(
                new When.Message("body", 0x8000_0123, 2),
                Fault.parse("--fault", "a:skip@message:body/0x00000123#2").when());
        assertEquals(
                new When.Message("body", 0x123, 1),
                Fault.parse("--fault", "a:skip@message:body/0x123").when());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "infotainment:wild-store=braking@2s",
                "infotainment:flip=x10.3@2s",
                "infotainment:flip=f5.12@exec:scene_draw#3",
                "infotainment:flip=symbol+4.7@line:scene.c:120#2",
                "ram:flip2=0x80200010.5@1.5s;ecc=off",
                "hart:flip=mepc.4@cycle:200000000",
                "pmp:flip=pmpcfg1.9@window:braking#3",
                "display0:flip=control.0@message:chassis/0x120#5",
                "display:repeat@boot",
                "chassis-controller:interrupt-delayed=0.0002s",
                "watchdog0:clock-drift=-500ppm",
                "ram:wrong-word=0x80101000,0x80101040@restart:display",
                "infotainment:stuck=x10.3,1@write:state+8#2",
                "infotainment:mutate=branch-inverted,7",
                "vehicle-state:asymmetric=gateway,3.7",
                "body/0x210:spoof=0000ff,0.02s,e2e@boot",
                "sender/receiver:insert@window:a#2",
                "body/0x210:wire-flip=20,32,Climate@2s",
                "body:wire-burst=100,0.02s,seed=7@2s",
                "body/Climate:wire-driver=recessive,0.005s@2s",
                "wireless:hostile=dma,uniform,seed=7@2s",
                "body-can:rewritten=babble,0x010,seed=7@window:braking#3",
                "body:replay=100,0.2s@2s",
                "body/0x740:diagnose=22f190,0.1s"
            })
    void itsTextReadsBackAsTheSame(String text) {
        assertEquals(text, Fault.parse("--fault", text).text());
    }

    @ParameterizedTest
    @EnumSource(FaultKind.class)
    void theExampleOfEachKindIsOfThatKind(FaultKind kind) {
        Fault fault = Fault.parse("example", kind.example());
        assertEquals(kind, fault.effect().kind());
        assertEquals(fault, Fault.parse("again", fault.text()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = BAD_SPELLINGS)
    void aBadSpellingGetsOneLine(String text, String message) {
        InputError error = assertThrows(InputError.class, () -> Fault.parse("--fault", text));
        assertEquals("--fault: " + message, error.getMessage());
    }

    @ParameterizedTest
    @EnumSource(FaultKind.class)
    void eachKindHasABadSpellingAmongThese(FaultKind kind) {
        assertTrue(
                BAD_SPELLINGS
                        .lines()
                        .anyMatch(row -> row.matches("a:" + kind.label() + "(=.*)? \\| .*")),
                kind.label());
    }

    @Test
    void aFileHoldsTheSameGrammarAsRecords() {
        var read =
                new FaultReader()
                        .read(new ResourceFile(FaultReader.class, "/dev/bulkhead/fault/good.yaml"));
        assertEquals(
                List.of(
                        "infotainment:wild-store=braking@2s",
                        "ram:flip=0x80200010.5@cycle:150000000;ecc=off",
                        "display:skip@exec:panel_flip#2",
                        "watchdog0:clock-drift=500ppm"),
                read.stream().map(listed -> listed.fault().text()).toList());
    }

    @Test
    void aMistakeInAFileHasItsLine() {
        var file =
                TextFile.of(
                        "faults.yaml",
                        "faults:\n  - { target: a, what: skip }\n  - { target: a, what: skp }\n",
                        new DiskFile(Path.of("beside")));
        InputError error = assertThrows(InputError.class, () -> new FaultReader().read(file));
        assertEquals(
                "faults.yaml:3: unknown kind of fault 'skp'; did you mean 'skip'?",
                error.getMessage());
    }
}
