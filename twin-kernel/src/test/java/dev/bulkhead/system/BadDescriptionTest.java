package dev.bulkhead.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.bulkhead.input.InputError;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each file in {@code bad} has one mistake; beside it stands the one line that names it. */
class BadDescriptionTest {
    private final SystemReader reader = Bench.reader();

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            maxCharsPerColumn = 1000,
            textBlock =
                    """
                    access-rwx | access-rwx.yaml:5: partition 'driver': map 1: access 'rwx' is not valid; write one of r, rw, rx
                    access-w | access-w.yaml:5: partition 'driver': map 1: access 'w' is not valid; write one of r, rw, rx
                    alias-bomb | alias-bomb.yaml:5: more than 50000 values; shorten the document
                    alias-without-anchor | alias-without-anchor.yaml:1: alias '*nowhere' has no anchor before it; write the value out
                    back-off-max-too-short | back-off-max-too-short.yaml:4: partition 'control': back_off_max_us 1000 is below back_off_us 2000; raise it
                    bad-name | bad-name.yaml:2: system '9lives' is not valid; write a name of at most 63 letters, digits, '-' and '_' that begins with a letter
                    bitrate-too-high | bitrate-too-high.yaml:3: bus 'chassis': bitrate 2000000 is above 1000000; write a value from 10000 to 1000000
                    bitrate-without-timing | bitrate-without-timing.yaml:3: bus 'chassis': bitrate 333333 does not divide clock_hz 100000000; choose one that does, such as 500000
                    budget-above-period | budget-above-period.yaml:4: partition 'control': budget_us 6000 exceeds period_us 5000; lower the budget or lengthen the period
                    budget-zero | budget-zero.yaml:4: partition 'control': budget_us 0 is below 1; write a value from 1 to 1000000000
                    call-across-windows | call-across-windows.yaml:3: channel 1: 'control' would call 'driver', which is not in window 2 with it; add the callee to that window
                    call-circle | call-circle.yaml:4: channel 2: 'panel' of priority 30 would call 'screen' of priority 20; raise the callee's priority above the caller's
                    call-to-lower-priority | call-to-lower-priority.yaml:3: channel 1: 'panel' of priority 30 would call 'screen' of priority 20; raise the callee's priority above the caller's
                    channel-id-62 | channel-id-62.yaml:5: partition 'control': timer 1: channel 62 is above 61; write a value from 0 to 61
                    channel-id-of-a-timer | channel-id-of-a-timer.yaml:3: channel 1: id 0 of 'control' is already that of timer 1; choose another id from 0 to 61
                    channel-id-twice | channel-id-twice.yaml:4: channel 2: id 1 of 'control' is already that of channel 1; choose another id from 0 to 61
                    channel-to-itself | channel-to-itself.yaml:3: channel 1: both ends are in 'control'; name two partitions
                    channel-to-unknown | channel-to-unknown.yaml:3: channel 1: unknown partition 'drver'; did you mean 'driver'?
                    code-in-a-device | code-in-a-device.yaml:5: partition 'driver': map 1: device 'can0' holds no code; write access: rw
                    complex-key | complex-key.yaml:1: a key that is no plain text; write 'key: value'
                    control-character | control-character.yaml:1: character U+0007 is not allowed; remove it
                    controller-on-unknown-bus | controller-on-unknown-bus.yaml:4: device 'can0': unknown bus 'chasis'; did you mean 'chassis'?
                    controller-without-bus | controller-without-bus.yaml:4: device 'can1': key 'bus' is missing; name the bus it is on
                    data-bitrate-no-multiple | data-bitrate-no-multiple.yaml:3: bus 'chassis': data_bitrate 1000000 is not 1 to 20 times bitrate 400000; choose a multiple of it
                    data-bitrate-without-timing | data-bitrate-without-timing.yaml:3: bus 'chassis': data_bitrate 3000000 does not divide clock_hz 100000000; choose one that does, such as 2000000
                    dbc-broken | broken.dbc:1: '8' stands where ':' should be; correct the statement
                    dbc-missing | dbc-missing.yaml:3: bus 'chassis': no message database 'nowhere.dbc'; correct the path, seen from the folder of this file
                    deadline-above-period | deadline-above-period.yaml:5: partition 'control': timer 1: deadline_us 5001 exceeds period_us 5000; lower the deadline or lengthen the period
                    deep | deep.yaml:1: nested deeper than 20 levels; flatten it
                    device-named-console | device-named-console.yaml:4: device 'console': each partition's own UART has this name; rename it
                    device-with-two-owners | device-with-two-owners.yaml:5: partition 'control': map 1: device 'can0' already belongs to 'driver'; give it to one of them
                    display-on-a-bus | display-on-a-bus.yaml:4: device 'display0': a display is on no bus; remove the key
                    duplicate-device | duplicate-device.yaml:5: name 'display0' stands twice, first in line 4; rename one
                    duplicate-key | duplicate-key.yaml:3: key 'system' stands twice, first in line 1; remove one
                    duplicate-node | duplicate-node.yaml:6: name 'Pedal' stands twice, first in line 5; rename one
                    duplicate-partition | duplicate-partition.yaml:4: name 'control' stands twice, first in line 3; rename one
                    e2e-data-id-missing | e2e-data-id-missing.yaml:8: port 'feel': profile p05 needs a data ID; write one of 1 to 65535
                    e2e-data-id-too-great | e2e-data-id-too-great.yaml:8: port 'feel': 65536 is no data ID of profile p11; write one of 1 to 65535
                    e2e-data-id-of-a-nibble | e2e-data-id-of-a-nibble.yaml:8: port 'feel': 4096 is no data ID of profile p01; write one of 1 to 4095
                    e2e-list-missing | e2e-list-missing.yaml:8: port 'feel': profile p22 needs a list of 16 data IDs; write 16 numbers from 0 to 255
                    e2e-list-too-short | e2e-list-too-short.yaml:8: port 'feel': e2e: data_ids has fewer than 16 items; write at least 16
                    e2e-list-for-one | e2e-list-for-one.yaml:8: port 'feel': profile p06 has one data ID; write it in the list's place
                    e2e-one-for-a-list | e2e-one-for-a-list.yaml:8: port 'feel': profile p02 has a list of data IDs; write the list in its place
                    e2e-mode-of-none | e2e-mode-of-none.yaml:8: port 'feel': profile p06 has no mode 'both'; remove it
                    e2e-mode-of-p11 | e2e-mode-of-p11.yaml:8: port 'feel': profile p11 has no mode 'low'; write both or nibble
                    e2e-offset-of-p01 | e2e-offset-of-p01.yaml:8: port 'feel': profile p01 has its header at the message's start; remove the offset
                    e2e-offset-too-great | e2e-offset-too-great.yaml:8: port 'feel': 8 bytes do not hold the 3 of the header of profile p05 at offset 6; lengthen the message or lower the offset
                    e2e-too-short | e2e-too-short.yaml:8: port 'feel': 8 bytes do not hold the 12 of the header of profile p04; lengthen the message
                    e2e-too-long | e2e-too-long.yaml:8: port 'feel': profile p11 protects at most 30 bytes, not 31; shorten the message or choose another profile
                    e2e-max-delta | e2e-max-delta.yaml:8: port 'feel': max_delta 15 is above 14, the most of profile p11; lower it
                    e2e-max-delta-of-p02 | e2e-max-delta-of-p02.yaml:8: port 'feel': max_delta 15 is above 14, the most of profile p02; lower it
                    e2e-sync-counter | e2e-sync-counter.yaml:8: port 'feel': the check of profile p05 has no sync_counter; remove it
                    e2e-max-no-new | e2e-max-no-new.yaml:8: port 'feel': the check of profile p22 has no max_no_new; remove it
                    e2e-profile-unknown | e2e-profile-unknown.yaml:8: port 'feel': e2e: profile 'p03' is not valid; write one of p01, p02, p04, p05, p06, p07, p11, p22
                    empty | empty.yaml:1: the file is empty; write the document's keys
                    error-in-the-base | budget-above-period.yaml:4: partition 'control': budget_us 6000 exceeds period_us 5000; lower the budget or lengthen the period
                    extends-itself | extends-itself.yaml:1: extends extends-itself.yaml, which extends this file; break the circle
                    extends-list | extends-list.yaml:1: extends is not the name of a document; write a shipped name or a path
                    exception-of-anything | exception-of-anything.yaml:3: exception 'all-of-it': finding 'any' is not valid; write what check finds, in one line of 10 to 500 characters
                    exception-without-finding | exception-without-finding.yaml:3: exception 'all-of-it': key 'finding' is missing; add it
                    extends-missing-file | extends-missing-file.yaml:1: extends nowhere.yaml: no such file; correct the path
                    advisory-condition-unknown | advisory-condition-unknown.yaml:8: port 'feel': there is no port 'nowhere'; name one of the list 'ports'
                    advisory-condition-itself | advisory-condition-itself.yaml:8: port 'feel': 'feel' is written by 'screen' of level QM, which is not above QM; name a port whose writer has a higher level
                    advisory-condition-outside | advisory-condition-outside.yaml:8: port 'feel': bits 160 to 160 are not inside the message of 20 bytes; move the field or raise the port's size
                    advisory-downward | advisory-downward.yaml:3: port 'brake-command': no reader is of a level above D of 'control'; remove the key
                    advisory-field-outside | advisory-field-outside.yaml:8: port 'feel': range 1: bits 8 to 15 are not inside the message of 1 bytes; move the field or raise the port's size
                    advisory-missing | advisory-missing.yaml:7: port 'feel': reader 1: 'control' of level D would read what 'screen' of level QM writes; give the port the key 'advisory' with what is legal
                    advisory-range-empty | advisory-range-empty.yaml:8: port 'feel': advisory: range has fewer than 1 items; write at least 1 (rule C2)
                    advisory-range-of-nothing | advisory-range-of-nothing.yaml:8: port 'feel': range 1: 3 to 2 is no range of 8 bits; correct min and max
                    listener-that-sends | listener-that-sends.yaml:5: bus 'chassis': node 'Ear2': a listener has no period_us; remove the key
                    listener-to-nothing | listener-to-nothing.yaml:5: bus 'chassis': node 'Ear2': unknown message 'Brakes'; did you mean 'Brake'?
                    listener-without-messages | listener-without-messages.yaml:5: bus 'chassis': node 'Ear2': a listener needs the key 'messages'; add it
                    node-without-message | node-without-message.yaml:5: bus 'chassis': node 'Pedal2': a pedal-sensor needs the key 'message'; add it
                    send-order-of-a-display | send-order-of-a-display.yaml:4: device 'display0': a display sends no frames; remove the key
                    send-order-unknown | send-order-unknown.yaml:4: device 'can0': send_order 'lifo' is not valid; write one of priority, fifo, not-abortable, any
                    sender-of-unknown-signal | sender-of-unknown-signal.yaml:5: bus 'chassis': node 'Helper': signal 'Wisch': unknown signal 'Wisch'; did you mean 'Wish'?
                    extends-nothing | extends-nothing.yaml:1: nothing named 'nowhere' ships; write ./nowhere for a file
                    health-row-missing | health-row-missing.yaml:10: partition 'extra': health: key 'misaligned' is missing; add it (rule C6)
                    image-64-bit | image-64-bit.yaml:4: partition 'control': image 'elf64': is a 64-bit ELF file; link a program for rv32 with -march=rv32imafdc -mabi=ilp32d
                    image-elsewhere | image-elsewhere.yaml:4: partition 'control': image 'at-80200000': segment 0x80200000..0x80200fff is outside its memory 0x80100000..0x8011ffff, in that of 'screen'; link it inside, or move the memory
                    image-entry | image-entry.yaml:4: partition 'control': image 'entry-outside': entry 0x80101000 is in no executable segment; link it with an entry point
                    image-ipc-in-code | image-ipc-in-code.yaml:4: partition 'control': image 'ipc-in-code': symbol '__bulkhead_ipc' at 0x80100000 is not 256 aligned writable bytes; link it with the SDK's library
                    image-missing | image-missing.yaml:4: partition 'control': image 'nothing': no such image ships; correct the name
                    image-not-elf | image-not-elf.yaml:4: partition 'control': image 'text': is not an ELF file; link a program for rv32 with -march=rv32imafdc -mabi=ilp32d
                    image-not-riscv | image-not-riscv.yaml:4: partition 'control': image 'arm': is for machine 40, not for RISC-V (243); link a program for rv32 with -march=rv32imafdc -mabi=ilp32d
                    image-outside | image-outside.yaml:4: partition 'control': image 'at-80600000': segment 0x80600000..0x80600fff is outside its memory 0x80100000..0x8011ffff; link it inside, or move the memory
                    image-shares-a-page | image-shares-a-page.yaml:4: partition 'control': image 'shared-page': segments 0x80102000..0x8010203f and 0x80102800..0x8010283f share a page of 4096 bytes; align segments to pages
                    image-w-and-x | image-w-and-x.yaml:4: partition 'control': image 'w-and-x': segment 0x80104000..0x8010403f is writable and executable; link code and data apart
                    image-without-ipc | image-without-ipc.yaml:4: partition 'control': image 'without-ipc': no symbol '__bulkhead_ipc'; link it with the SDK's library
                    interrupt-of-the-overlay | interrupt-of-the-overlay.yaml:8: partition 'control': interrupt 1: device 'telltale' has no interrupt; remove it
                    interrupt-of-the-watchdog | interrupt-of-the-watchdog.yaml:5: partition 'control': interrupt 1: device 'watchdog0' has no interrupt; remove it
                    interrupt-twice | interrupt-twice.yaml:6: partition 'driver': interrupt 2: the interrupt of 'can0' stands twice; remove one
                    interrupt-with-two-owners | interrupt-with-two-owners.yaml:5: partition 'control': interrupt 1: the interrupt of 'can0' belongs to 'driver', which has its registers; remove it
                    interrupt-without-registers | interrupt-without-registers.yaml:4: partition 'driver': interrupt 1: the interrupt of 'can0' without its registers; add a map of it to this partition
                    limit-without-within | limit-without-within.yaml:10: partition 'extra': health: key 'restart_within_us' is missing; add it (rule C6)
                    list-for-mapping | list-for-mapping.yaml:2: board is a list; write a mapping of keys
                    list | list.yaml:1: not a mapping of keys; write 'key: value' lines
                    log-a-trap | log-a-trap.yaml:5: partition 'control': health: memory 'log' is not valid; write one of restart, stop, restart-ecu
                    long-value | long-value.yaml:2: system 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…' is not valid; write a name of at most 63 letters, digits, '-' and '_' that begins with a letter
                    map-of-the-watchdog | map-of-the-watchdog.yaml:5: partition 'control': map 1: device 'watchdog0' belongs to the kernel alone; remove the map
                    map-twice | map-twice.yaml:6: partition 'screen': map 2: 'pixels' is mapped twice; remove one map
                    memory-behind-ram | memory-behind-ram.yaml:4: partition 'control': memory 0x80800000..0x8081ffff is not inside the RAM 0x80000000..0x807fffff; move it or raise ram_bytes
                    memory-below-ram | memory-below-ram.yaml:4: partition 'control': memory: base 0x70000000 is below 0x80000000; write a value from 0x80000000 to 0xfffff000
                    memory-over-kernel | memory-over-kernel.yaml:4: partition 'control': memory 0x80020000..0x8003ffff overlaps that of the kernel, 0x80000000..0x8003ffff; move one of them
                    memory-over-partition | memory-over-partition.yaml:4: partition 'control': memory 0x80110000..0x8012ffff overlaps that of partition 'driver', 0x80120000..0x8013ffff; move one of them
                    message-of-another-node | message-of-another-node.yaml:5: bus 'chassis': node 'Pedal': message 'SpeedFL' is sent by 'SensorFL', says the database; name one of this node
                    message-sent-twice | message-sent-twice.yaml:5: bus 'chassis': node 'Pedal2': message 'PedalStatus' is sent by 'Pedal', says the database; name one of this node
                    missing-schedule | missing-schedule.yaml:1: key 'schedule' is missing; add it
                    misspelt-partition | misspelt-partition.yaml:3: partition 'contrl': key 'level' is missing; add it; did you mean 'control'?
                    node-line | node-line.yaml:5: bus 'chassis': node 'Pedal': line_ns 2001 is above 2000; write a value from 0 to 2000
                    node-offset | node-offset.yaml:5: bus 'chassis': node 'Pedal': offset_us 10000 is not inside period_us 10000; lower the offset
                    node-oscillator | node-oscillator.yaml:5: bus 'chassis': node 'Pedal': oscillator_ppm 10001 is above 10000; write a value from -10000 to 10000
                    node-sample-point | node-sample-point.yaml:5: bus 'chassis': node 'Pedal': sample_point_permille 499 is below 500; write a value from 500 to 900
                    node-without-wheel | node-without-wheel.yaml:5: bus 'chassis': node 'Extra': a wheel-speed-sensor needs the key 'wheel'; add it
                    not-page-aligned | not-page-aligned.yaml:4: partition 'control': memory: base 0x80100800 is not a multiple of 0x1000; write a multiple of 0x1000
                    not-utf-8 | not-utf-8.yaml:3: not UTF-8; save it as UTF-8
                    notify-id-taken | notify-id-taken.yaml:5: partition 'control': id 3 of 'driver' is already that of interrupt 1; choose another id from 0 to 61
                    notify-itself | notify-itself.yaml:5: partition 'control': notifies itself; name another partition
                    notify-unknown | notify-unknown.yaml:5: partition 'control': unknown partition 'nobody'; use one of control, driver, panel, screen
                    notify-upward | notify-upward.yaml:5: partition 'screen': an error at level QM would notify 'control' of level D; name a partition of the same or a lower level
                    null-value | null-value.yaml:4: partition 'control': level has no value; write one of QM, A, B, C, D
                    number-for-text | number-for-text.yaml:4: partition 'control': image 5 is not a text; write the name of a shipped image or a path
                    only-comment | only-comment.yaml:1: the file is empty; write the document's keys
                    overlay-without-display | overlay-without-display.yaml:4: device 'display0': an overlay without a display; add a device of kind display
                    packets-of-a-display | packets-of-a-display.yaml:4: device 'display0': a display hears no packets; remove the key
                    packets-shrinking | packets-shrinking.yaml:4: device 'radio': the shortest packet, 256 bytes, is longer than the longest, 64; write the shortest first
                    packets-too-long | packets-too-long.yaml:4: device 'radio': packet_bytes 1537 is above 1536; write a value from 1 to 1536
                    partition-without-window | partition-without-window.yaml:4: partition 'panel': runs in no window; name it in a window of the schedule
                    pedal-with-wheel | pedal-with-wheel.yaml:5: bus 'chassis': node 'Pedal': a pedal-sensor has no wheel; remove the key
                    period-against-frame | period-against-frame.yaml:4: partition 'control': period_us 7000 and major_frame_us 5000: neither is a multiple of the other; change one
                    pmp-exhausted | pmp-exhausted.yaml:13: partition 'control': needs 17 PMP entries (console 1, image 2, maps 14), a hart has 16; map fewer regions, or give them a power of two as size and an aligned base
                    port-id-twice | port-id-twice.yaml:3: port 'other': id 0 of 'control' is already that of port 'brake-command'; choose another id from 0 to 61
                    port-of-unknown | port-of-unknown.yaml:3: port 'brake-command': unknown partition 'contrl'; did you mean 'control'?
                    port-read-by-its-writer | port-read-by-its-writer.yaml:3: port 'brake-command': reader 1: 'control' reads what it writes; name another reader
                    port-with-two-writers | port-with-two-writers.yaml:3: port 'brake-command': writer is a list; write a mapping of keys
                    port-without-readers | port-without-readers.yaml:3: port 'brake-command': readers has fewer than 1 items; write at least 1
                    priority-too-high | priority-too-high.yaml:4: partition 'control': priority 255 is above 254; write a value from 0 to 254
                    profile-bad-name | profile-bad-name.yaml:3: profiles: unknown key 'my profile'; remove it
                    profile-hang-alone | profile-hang-alone.yaml:3: mine: key 'hang_within_us' is missing; add it
                    profile-misspelt-key | profile-misspelt-key.yaml:3: mine: unknown key 'kernal'; did you mean 'kernel'?
                    profile-of-unknown | profile-of-unknown.yaml:4: unknown partition 'contrl'; did you mean 'control'?
                    profile-unknown-fault-action | profile-unknown-fault-action.yaml:3: mine: on_kernel_fault 'reboot' is not valid; write one of panic, oops
                    protect-unknown | protect-unknown.yaml:2: unknown partition 'drivr'; did you mean 'driver'?
                    qm-restarts-the-ecu | qm-restarts-the-ecu.yaml:4: partition 'screen': application of a QM partition would restart the ECU; write restart or stop
                    queue-id-of-a-port | queue-id-of-a-port.yaml:5: queue 'events': id 40 of 'panel' is already that of port 'speed'; choose another id from 0 to 61
                    queue-to-itself | queue-to-itself.yaml:3: queue 'events': 'control' receives what it sends; name another receiver
                    ram-too-small | ram-too-small.yaml:3: partition 'screen': memory 0x80200000..0x8023ffff is not inside the RAM 0x80000000..0x801fffff; move it or raise ram_bytes
                    region-named-as-device | region-named-as-device.yaml:3: region 'can0': a device has this name too; rename one
                    region-over-partition | region-over-partition.yaml:3: region 'pixels': memory 0x80230000..0x802affff overlaps that of partition 'screen', 0x80200000..0x8023ffff; move one of them
                    remove-nothing | remove-nothing.yaml:3: nothing named 'contrl' to remove in the extended document; did you mean 'control'?
                    restart-without-a-limit | restart-without-a-limit.yaml:10: partition 'extra': restart without a limit; add restart_limit and restart_within_us
                    scalar | scalar.yaml:1: not a mapping of keys; write 'key: value' lines
                    setvar-unknown | setvar-unknown.yaml:5: partition 'control': map 1: image 'control' has no variable 'nowhere'; define it in C or remove the setvar
                    stack-fills-memory | stack-fills-memory.yaml:4: partition 'control': stack 0x20000 leaves nothing of size 0x20000; lower the stack or raise the size
                    start-before-padding | start-before-padding.yaml:3: start_us 10 is before the padding_us 20 of the first window; raise start_us
                    tab | tab.yaml:2: a tab in the indentation; indent with spaces
                    tag | tag.yaml:1: tag 'tag:yaml.org,2002:java.util.Date'; remove it; a document has plain values
                    time-unknown | time-unknown.yaml:5: partition 'control': time 1: image 'control' has no 8 writable bytes at 'nowhere+8'; name a variable in C that holds nanoseconds, and the field's offset in it
                    text-for-number | text-for-number.yaml:4: partition 'control': priority 'high' is not a whole number; write digits without a unit
                    timer-against-frame | timer-against-frame.yaml:5: partition 'control': timer 1: period_us 3000 and major_frame_us 5000: neither is a multiple of the other; change one
                    timer-offset | timer-offset.yaml:5: partition 'control': timer 1: offset_us 5000 is not inside period_us 5000; lower the offset
                    two-displays | two-displays.yaml:4: device 'display1': more than 1 of kind display; remove one
                    two-documents | two-documents.yaml:3: a second document; keep one document a file
                    unclosed | unclosed.yaml:2: not YAML: expected ',' or '}', but got :; check indentation, quotes and brackets near this line
                    unit-on-number | unit-on-number.yaml:4: partition 'control': budget_us '900us' is not a whole number; write digits without a unit
                    unknown-action | unknown-action.yaml:5: partition 'control': health: memory 'reboot' is not valid; write one of restart, stop, restart-ecu
                    unknown-command | unknown-command.yaml:5: bus 'chassis': node 'ActuatorFL': unknown message 'Brk'; use one of Brake, Hint, PedalStatus, SpeedFL, StatusFL
                    unknown-device-kind | unknown-device-kind.yaml:4: device 'display0': kind 'screen' is not valid; write one of ctu-can-fd, display, display-overlay, window-watchdog, wireless
                    unknown-interrupt | unknown-interrupt.yaml:5: partition 'control': interrupt 1: unknown device 'can7'; did you mean 'can0'?
                    unknown-key-in-partition | unknown-key-in-partition.yaml:4: partition 'control': unknown key 'priorty'; did you mean 'priority'?
                    unknown-key | unknown-key.yaml:2: unknown key 'shedule'; did you mean 'schedule'?
                    unknown-level | unknown-level.yaml:4: partition 'control': level 'E' is not valid; write one of QM, A, B, C, D
                    unknown-map-target | unknown-map-target.yaml:5: partition 'control': map 1: unknown region or device 'pixel'; did you mean 'pixels'?
                    unknown-message | unknown-message.yaml:5: bus 'chassis': node 'Pedal': unknown message 'PedlStatus'; did you mean 'PedalStatus'?
                    unknown-node-kind | unknown-node-kind.yaml:5: bus 'chassis': node 'Pedal': kind 'pedal' is not valid; write one of pedal-sensor, wheel-speed-sensor, inertial-sensor, brake-actuator, periodic-sender, listener, diagnostic-tester
                    unknown-watchdog | unknown-watchdog.yaml:3: unknown device 'watchdog1'; did you mean 'watchdog0'?
                    unknown-wheel | unknown-wheel.yaml:5: bus 'chassis': node 'SensorFL': wheel 'XL' is not valid; write one of FL, FR, RL, RR
                    watchdog-is-a-display | watchdog-is-a-display.yaml:3: watchdog 'display0' is a display; name a device of kind window-watchdog
                    window-names-one-twice | window-names-one-twice.yaml:4: window 1: partitions has an item twice; write each item once
                    window-of-unknown-partition | window-of-unknown-partition.yaml:4: window 1: unknown partition 'contol'; did you mean 'control'?
                    window-outside-the-frame | window-outside-the-frame.yaml:4: window 1: ends at 6000 us, after the frame's 5000 us; shorten the window or lengthen major_frame_us
                    window-shorter-than-padding | window-shorter-than-padding.yaml:4: window 1: duration_us 20 leaves nothing beside padding_us 20; lengthen the window
                    windows-overlap | windows-overlap.yaml:5: window 2: start_us 900 is before the end 1000 of the window before; sort the windows and keep them apart
                    without-needless-parameter | without-needless-parameter.yaml:2: mechanism 'pmp' takes no parameter; write pmp
                    without-parameter-missing | without-parameter-missing.yaml:2: mechanism 'region-permission' needs a parameter; write region-permission= and PARTITION.data, port.NAME or a device
                    without-unknown-region | without-unknown-region.yaml:3: 'region-permission' has no region 'contrl.data'; did you mean 'control.data'?
                    without-unknown | without-unknown.yaml:2: 'window-pading' is no mechanism; did you mean 'window-padding'?
                    """)
    void givesOneLineWithPlaceAndRemedy(String name, String message) {
        InputError error =
                assertThrows(
                        InputError.class, () -> reader.read(Bench.file("bad/" + name + ".yaml")));
        assertEquals(message, error.getMessage());
    }
}
