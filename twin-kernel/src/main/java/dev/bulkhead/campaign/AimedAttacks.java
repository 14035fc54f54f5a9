package dev.bulkhead.campaign;

import dev.bulkhead.campaign.Lot.Drawn;
import dev.bulkhead.can.CanFrame;
import dev.bulkhead.dbc.DbcMessage;
import dev.bulkhead.fault.When;
import dev.bulkhead.restbus.MessageProtection;
import dev.bulkhead.system.Mechanisms;
import dev.bulkhead.system.Mechanisms.Off;
import dev.bulkhead.system.Mechanisms.Opened;
import dev.bulkhead.system.SystemDescription;
import dev.bulkhead.system.SystemDescription.Bus;
import dev.bulkhead.system.SystemDescription.Mapping;
import dev.bulkhead.system.SystemDescription.Partition;
import dev.bulkhead.system.SystemDescription.SamplingPort;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * The attacks that a barrier stands against, from all who are outside the protected set, aimed at
 * what is in it: the kinds of {@code docs/mechanisms.md}.
 */
final class AimedAttacks {
    private static final int REGISTER_BYTES = 4;

    /** The first registers of a device: a controller's mode and settings. */
    private static final int REGISTERS = 2;

    private static final int MOST_BYTES = CanFrame.MAX_DATA_BYTES;

    private final SystemDescription system;
    private final ProtectedDomain domain;
    private final List<Drawn> attacks = new ArrayList<>();

    private AimedAttacks(ProtectedDomain domain) {
        this.domain = domain;
        system = domain.system();
    }

    /** Also such as a partition cannot make; none for what refuses nothing from outside. */
    static List<Drawn> against(Off barrier, ProtectedDomain domain) {
        AimedAttacks aimed = new AimedAttacks(domain);
        aimed.add(barrier);
        return aimed.attacks;
    }

    private void add(Off barrier) {
        switch (barrier.mechanism()) {
            case PMP -> domain.names().forEach(this::store);
            case REGION_PERMISSION -> storeInto(barrier.target());
            case CAPABILITY -> hostile("notification-flood");
            case ARGUMENT_CHECK -> domain.names().forEach(name -> hostile("bad-arguments," + name));
            case WINDOW_PADDING -> hostile("late-call");
            case BUDGET -> hostile("loop");
            case INTERRUPT_MASK -> hostile("interrupt-storm");
            case DMA_CHECK -> domain.names().forEach(name -> hostile("dma," + name));
            case DMA_WINDOW -> ownMemoryByDma();
            case TRANSMIT_FILTER -> {
                forgedPorts();
                framesOfTheProtectedBuses();
            }
            case GATEWAY_ALLOW_LIST -> framesOfTheProtectedBuses();
            case E2E -> {
                forgedPorts();
                frames(List.of("00", "01"), false);
            }
            case CLAMP -> {
                forgedPorts();
                frames(List.of("ff"), true);
            }
            case ECC, WATCHDOG, RESTART, RESTART_LIMIT, BACK_OFF -> {}
        }
    }

    private List<Partition> outside() {
        return system.partitions().stream()
                .filter(partition -> !domain.names().contains(partition.name()))
                .toList();
    }

    private void store(String destination) {
        for (Partition attacker : outside()) {
            int index = system.partitions().indexOf(attacker);
            attacks.add(
                    new Drawn(
                            attacker.name(),
                            OptionalInt.of(index),
                            attacker.name() + ":wild-store=" + destination,
                            ""));
        }
    }

    private void storeInto(String region) {
        switch (Mechanisms.opened(region, system)) {
            case Opened.Data(int partition) -> store(system.partitions().get(partition).name());
            case Opened.PortBuffer _ -> {} // a word of the kernel's without a name
            case Opened.Device(String name) -> {
                for (int i = 0; i < REGISTERS; i++) {
                    store(name + ".0x%x".formatted(REGISTER_BYTES * i));
                }
            }
        }
    }

    private void hostile(String attack) {
        outside().forEach(partition -> hostile(partition, attack));
    }

    private void hostile(Partition attacker, String attack) {
        any(attacker.name(), attacker.name() + ":hostile=" + attack);
    }

    private void any(String attacker, String text) {
        attacks.add(new Drawn(attacker, OptionalInt.empty(), text, ""));
    }

    private void ownMemoryByDma() {
        for (Partition partition : outside()) {
            for (Mapping mapping : partition.maps()) {
                if (system.regions().stream().anyMatch(r -> r.name().equals(mapping.target()))) {
                    hostile(partition, "dma," + mapping.target());
                }
            }
        }
    }

    private void forgedPorts() {
        for (SamplingPort port : system.ports()) {
            boolean inward =
                    port.readers().stream().anyMatch(r -> domain.names().contains(r.partition()));
            for (Partition writer : outside()) {
                if (inward && port.writer().partition().equals(writer.name())) {
                    hostile(writer, "forged-message," + port.name());
                    hostile(writer, "illegal-message," + port.name());
                }
            }
        }
    }

    /** As if the gateway passed them on. */
    private void framesOfTheProtectedBuses() {
        for (Bus bus : buses(true)) {
            for (DbcMessage message : bus.database().messages()) {
                String identifier = When.Message.written(message.identifier(), message.extended());
                buses(false)
                        .forEach(from -> spoof(from, identifier, "00".repeat(MOST_BYTES), false));
            }
        }
    }

    /** Frames of the other buses' own messages, cut at what a foreign node can send. */
    private void frames(List<String> bytes, boolean forged) {
        for (Bus bus : buses(false)) {
            for (DbcMessage message : bus.database().messages()) {
                int length = Math.min(message.length(), MOST_BYTES);
                if (length > 0) {
                    boolean header = forged && isProtected(message, length);
                    bytes.forEach(each -> spoof(bus, message.name(), each.repeat(length), header));
                }
            }
        }
    }

    private static boolean isProtected(DbcMessage message, int length) {
        return MessageProtection.of(message, length) instanceof MessageProtection.By;
    }

    private void spoof(Bus bus, String message, String bytes, boolean forged) {
        any(
                bus.name(),
                "%s/%s:spoof=%s,20ms%s"
                        .formatted(bus.name(), message, bytes, forged ? ",e2e" : ""));
    }

    private List<Bus> buses(boolean inside) {
        List<Bus> buses = new ArrayList<>();
        for (int i = 0; i < system.buses().size(); i++) {
            if (domain.hasBus(i) == inside) {
                buses.add(system.buses().get(i));
            }
        }
        return buses;
    }
}
