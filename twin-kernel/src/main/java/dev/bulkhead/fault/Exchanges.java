package dev.bulkhead.fault;

import dev.bulkhead.can.CanBus;
import dev.bulkhead.can.CanData;
import dev.bulkhead.can.CanFrame;
import dev.bulkhead.can.FrameFormat;
import dev.bulkhead.dbc.Dbc;
import dev.bulkhead.dbc.DbcMessage;
import dev.bulkhead.document.Text;
import dev.bulkhead.e2e.E2eProfile;
import dev.bulkhead.e2e.E2eProtector;
import dev.bulkhead.fault.Effect.Exchanged;
import dev.bulkhead.restbus.MessageProtection;
import dev.bulkhead.system.SystemDescription;
import dev.bulkhead.system.SystemDescription.Bus;
import dev.bulkhead.system.SystemDescription.Channel;
import dev.bulkhead.system.SystemDescription.End;
import dev.bulkhead.system.SystemDescription.QueuingPort;
import dev.bulkhead.system.SystemDescription.SamplingPort;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds out where in a system a fault of the exchange acts, and whether it can act there. */
final class Exchanges {
    private static final List<Exchanged> OF_A_BUS =
            List.of(Exchanged.BLOCK, Exchanged.BABBLE, Exchanged.REPLAY);
    private static final List<FaultKind> OF_BUSES_ALONE =
            List.of(FaultKind.BABBLE, FaultKind.SPOOF, FaultKind.REPLAY, FaultKind.DIAGNOSE);

    /** By how much the identifier of answers is greater than that of requests, by custom. */
    private static final int TO_ANSWERS = 8;

    private final Injection injection;
    private final Site site;
    private final Effect.Exchange effect;
    private final SystemDescription system;

    private Exchanges(Injection injection, Effect.Exchange effect) {
        this.injection = injection;
        this.effect = effect;
        site = injection.site();
        system = site.twin().system();
    }

    /**
     * A port.
     *
     * @param index place among sampling ports, then queuing ports
     * @param refreshUs a sampling port's, else 0
     */
    record Port(
            SystemDescription system,
            String name,
            int index,
            int size,
            boolean isQueue,
            long refreshUs,
            List<End> receivers) {
        Port {
            receivers = List.copyOf(receivers);
        }

        boolean isRead(int partition, int id) {
            String reader = system.partitions().get(partition).name();
            return !isQueue && receivers.contains(new End(reader, id));
        }
    }

    /**
     * One direction of a channel.
     *
     * @param senderChannel as the sender numbers it
     * @param calls whether calls or replies go this way
     */
    record Way(int sender, int senderChannel, int receiver, int receiverChannel, boolean calls) {
        boolean isOf(int partition, int channel) {
            return partition == sender && channel == senderChannel;
        }
    }

    /** A message of a bus, and how its frames are sent. */
    record Message(CanBus bus, int identifier, boolean extended, FrameFormat format) {
        boolean is(CanFrame frame) {
            return frame.identifier() == identifier && frame.extended() == extended;
        }

        CanFrame frame(CanData data) {
            int dlc = format.isFd() ? CanFrame.fdDlc(data.length()) : data.length();
            return new CanFrame(identifier, extended, format, false, dlc, data);
        }

        /** One of this message that holds what another frame does, in that one's form. */
        CanFrame like(CanFrame other) {
            return new CanFrame(
                    identifier, extended, other.format(), false, other.dlc(), other.data());
        }
    }

    /** What has happened, in a word. */
    static String told(Effect.Exchange effect) {
        return switch (effect.how()) {
            case DUPLICATE -> "it comes a second time";
            case LOSE -> "it does not come";
            case DELAY -> "it does not come in its time";
            case INSERT -> "it comes though nobody sent it";
            case MASQUERADE -> "another sender's comes in its name";
            case CORRUPT -> "a bit of it is inverted";
            case REORDER -> "it does not come in its turn";
            case ASYMMETRIC -> "'" + effect.name() + "' does not get what the others get";
            case BLOCK -> "nothing comes through";
            case BABBLE -> "frames of the highest priority leave no room";
            case SPOOF -> "a foreign node sends it";
            case REPLAY -> "a foreign node sends it again";
            case DIAGNOSE -> "a foreign node asks";
        };
    }

    static Acting of(Injection injection, Effect.Exchange effect) {
        return new Exchanges(injection, effect).find(injection.site().fault().target());
    }

    /** The bus that a target names, or of which it names a message. */
    static Optional<String> bus(SystemDescription system, String target) {
        boolean port =
                system.ports().stream().anyMatch(p -> p.name().equals(target))
                        || system.queues().stream().anyMatch(q -> q.name().equals(target));
        int slash = target.indexOf('/');
        String first = slash < 0 ? target : target.substring(0, slash);
        return system.buses().stream()
                .map(Bus::name)
                .filter(name -> !port && name.equals(first))
                .findFirst();
    }

    private Acting find(String target) {
        Optional<Port> port = port(target);
        if (port.isPresent()) {
            return atPort(port.get());
        }
        int slash = target.indexOf('/');
        Optional<String> named = bus(system, target);
        if (named.isPresent()) {
            CanBus bus = site.twin().buses().get(busNames().indexOf(named.get()));
            return slash < 0 ? onBus(bus) : inFrames(message(bus, target.substring(slash + 1)));
        }
        if (slash >= 0) {
            return inChannel(way(target));
        }
        throw site.error(
                Text.quote(target) + " is no port, channel, message or bus",
                Text.remedyFor(target, targets(system, effect.kind())));
    }

    /** All that a kind of fault may name as its target. */
    static List<String> targets(SystemDescription system, FaultKind kind) {
        List<String> names = new ArrayList<>();
        boolean inEcu = !OF_BUSES_ALONE.contains(kind);
        if (inEcu) {
            system.ports().forEach(port -> names.add(port.name()));
        }
        if (inEcu && kind != FaultKind.ASYMMETRIC) {
            system.queues().forEach(queue -> names.add(queue.name()));
            if (kind != FaultKind.REORDER) {
                names.addAll(channels(system, kind == FaultKind.CORRUPT));
            }
        }
        if (kind != FaultKind.BABBLE) {
            for (Bus bus : system.buses()) {
                bus.database().messages().forEach(m -> names.add(bus.name() + "/" + m.name()));
            }
        }
        if (kind == FaultKind.BABBLE || kind == FaultKind.BLOCK || kind == FaultKind.REPLAY) {
            system.buses().forEach(bus -> names.add(bus.name()));
        }
        return names;
    }

    private static List<String> channels(SystemDescription system, boolean withCalls) {
        List<String> names = new ArrayList<>();
        for (Channel channel : system.channels()) {
            if (channel.call() || !withCalls) {
                names.add(channel.a().partition() + "/" + channel.b().partition());
                names.add(channel.b().partition() + "/" + channel.a().partition());
            }
        }
        return names;
    }

    private dev.bulkhead.input.InputError misfit(String what, String remedy) {
        String kind = effect.kind().label();
        return site.error("'%s' does not fit %s".formatted(kind, what), remedy);
    }

    private Optional<Port> port(String name) {
        for (int i = 0; i < system.ports().size(); i++) {
            SamplingPort p = system.ports().get(i);
            if (p.name().equals(name)) {
                return Optional.of(
                        new Port(system, name, i, p.size(), false, p.refreshUs(), p.readers()));
            }
        }
        for (int i = 0; i < system.queues().size(); i++) {
            QueuingPort q = system.queues().get(i);
            if (q.name().equals(name)) {
                int index = system.ports().size() + i;
                List<End> receivers = List.of(q.receiver());
                return Optional.of(new Port(system, name, index, q.size(), true, 0, receivers));
            }
        }
        return Optional.empty();
    }

    private Acting atPort(Port port) {
        Port source = port;
        String what = "port '" + port.name() + "'";
        switch (effect.how()) {
            case INSERT -> {
                int length = effect.bytes().length() / 2;
                boolean fits = port.isQueue() ? length <= port.size() : length == port.size();
                if (!fits || length == 0) {
                    throw site.error(
                            "port '%s' takes messages of %s%d bytes"
                                    .formatted(
                                            port.name(),
                                            port.isQueue() ? "up to " : "",
                                            port.size()),
                            "write two hexadecimal digits for each");
                }
            }
            case MASQUERADE ->
                    source =
                            port(effect.name())
                                    .orElseThrow(
                                            () ->
                                                    site.error(
                                                            Text.quote(effect.name())
                                                                    + " is no port",
                                                            "name the port whose message comes"
                                                                    + " instead"));
            case ASYMMETRIC -> receiver(port);
            case BABBLE, SPOOF, REPLAY, DIAGNOSE ->
                    throw misfit(what, "name a bus or a message of one");
            case DUPLICATE, LOSE, DELAY, CORRUPT, REORDER, BLOCK -> {}
        }
        if (effect.bit() / Byte.SIZE >= port.size()) {
            throw site.error(
                    "port '%s' has no byte %d".formatted(port.name(), effect.bit() / Byte.SIZE),
                    "name one of 0 to " + (port.size() - 1));
        }
        return new PortExchange(injection, effect, port, source);
    }

    private void receiver(Port port) {
        List<String> receivers = port.receivers().stream().map(End::partition).toList();
        if (port.isQueue()) {
            throw misfit("port '" + port.name() + "'", "it has one receiver; use 'lose'");
        }
        if (!receivers.contains(effect.name())) {
            throw site.error(
                    "%s does not read port '%s'".formatted(Text.quote(effect.name()), port.name()),
                    Text.remedyFor(effect.name(), receivers));
        }
    }

    private Way way(String target) {
        int slash = target.indexOf('/');
        String from = target.substring(0, slash);
        String to = target.substring(slash + 1);
        List<Way> ways = new ArrayList<>();
        for (Channel channel : system.channels()) {
            add(ways, channel.a(), channel.b(), channel.call(), from, to);
            add(ways, channel.b(), channel.a(), channel.call(), from, to);
        }
        if (ways.isEmpty()) {
            throw site.error(
                    "there is no channel " + Text.quote(target),
                    Text.remedyFor(target, targets(system, effect.kind())));
        }
        if (ways.size() > 1) {
            throw site.error(
                    "%s are %d channels".formatted(Text.quote(target), ways.size()),
                    "write the sender's number of the channel, as in %s.%d/%s"
                            .formatted(from, ways.getFirst().senderChannel(), to));
        }
        return ways.getFirst();
    }

    private void add(List<Way> ways, End a, End b, boolean calls, String from, String to) {
        boolean sender = from.equals(a.partition()) || from.equals(a.partition() + "." + a.id());
        if (sender && to.equals(b.partition())) {
            ways.add(new Way(index(a), a.id(), index(b), b.id(), calls));
        }
    }

    private int index(End end) {
        return site.names().partition(end.partition()).orElseThrow();
    }

    private Acting inChannel(Way way) {
        Way source = way;
        String what = "channel '" + site.fault().target() + "'";
        switch (effect.how()) {
            case REORDER -> throw misfit(what, "notifications are bits and have no order");
            case ASYMMETRIC -> throw misfit(what, "it has one receiver; use 'lose'");
            case BABBLE, SPOOF, REPLAY, DIAGNOSE ->
                    throw misfit(what, "name a bus or a message of one");
            case MASQUERADE -> {
                if (effect.name().indexOf('/') < 0) {
                    throw site.error(
                            Text.quote(effect.name()) + " is no channel",
                            "write it as SENDER/RECEIVER");
                }
                source = way(effect.name());
            }
            case CORRUPT -> {
                if (!way.calls()) {
                    throw misfit(what, "it has no calls, and notifications have no content");
                }
            }
            case INSERT -> {
                if (!effect.bytes().isEmpty()) {
                    throw site.error("a notification has no bytes", "write insert alone");
                }
            }
            case DUPLICATE, LOSE, DELAY, BLOCK -> {}
        }
        return new ChannelExchange(injection, effect, way, source);
    }

    private List<String> busNames() {
        return system.buses().stream().map(Bus::name).toList();
    }

    private Bus description(CanBus bus) {
        return system.buses().get(busNames().indexOf(bus.name()));
    }

    private Acting onBus(CanBus bus) {
        if (!OF_A_BUS.contains(effect.how())) {
            throw misfit(
                    "bus '" + bus.name() + "'",
                    "name a message of it, as in " + bus.name() + "/0x123");
        }
        return effect.how() == Exchanged.REPLAY
                ? new ReplayedFrames(injection, effect, bus, _ -> true)
                : new BusExchange(injection, effect, bus);
    }

    private Message message(CanBus bus, String written) {
        Dbc database = description(bus).database();
        Optional<DbcMessage> named =
                database.messages().stream().filter(m -> m.name().equals(written)).findFirst();
        if (named.isPresent()) {
            return new Message(
                    bus,
                    named.get().identifier(),
                    named.get().extended(),
                    named.get().format(bus.dataBitRate().isPresent()));
        }
        return When.Message.identifier(written)
                .map(id -> new Message(bus, id & ~(1 << 31), id < 0, FrameFormat.DATA))
                .orElseThrow(
                        () ->
                                site.error(
                                        "bus '%s' has no message %s"
                                                .formatted(bus.name(), Text.quote(written)),
                                        Text.remedyFor(
                                                written,
                                                database.messages().stream()
                                                        .map(DbcMessage::name)
                                                        .toList())));
    }

    private Acting inFrames(Message message) {
        if (effect.how() == Exchanged.REPLAY) {
            return new ReplayedFrames(injection, effect, message.bus(), message::is);
        }
        if (effect.how() == Exchanged.DIAGNOSE) {
            int identifier = message.identifier() + TO_ANSWERS;
            return new ForeignTester(
                    injection,
                    effect,
                    message,
                    new Message(message.bus(), identifier, message.extended(), message.format()));
        }
        Message source = message;
        switch (effect.how()) {
            case BABBLE ->
                    throw misfit(
                            "message '" + site.fault().target() + "'",
                            "name the bus alone, as in " + message.bus().name());
            case INSERT, SPOOF -> {
                int length = effect.bytes().length() / 2;
                if (length == 0 || length > CanFrame.MAX_DATA_BYTES) {
                    throw site.error(
                            "a frame has 1 to 8 bytes here, not " + length,
                            "write two hexadecimal digits for each");
                }
            }
            case MASQUERADE -> source = message(message.bus(), effect.name());
            case ASYMMETRIC -> {
                List<String> nodes = system.nodesOn(description(message.bus()));
                if (!nodes.contains(effect.name())) {
                    throw site.error(
                            "%s is not on bus '%s'"
                                    .formatted(Text.quote(effect.name()), message.bus().name()),
                            Text.remedyFor(effect.name(), nodes));
                }
            }
            case DUPLICATE, LOSE, DELAY, CORRUPT, REORDER, BLOCK, REPLAY, DIAGNOSE -> {}
        }
        if (effect.bit() / Byte.SIZE >= CanFrame.MAX_DATA_BYTES) {
            throw site.error(
                    "a frame has no byte " + effect.bit() / Byte.SIZE, "name one of 0 to 7");
        }
        return new FrameExchange(injection, effect, message, source, protector(message));
    }

    private Optional<E2eProtector> protector(Message message) {
        if (!effect.forged()) {
            return Optional.empty();
        }
        int length = effect.bytes().length() / 2;
        MessageProtection protection =
                description(message.bus()).database().messages().stream()
                        .filter(m -> m.identifier() == message.identifier())
                        .filter(m -> m.extended() == message.extended())
                        .findFirst()
                        .map(m -> MessageProtection.of(m, length))
                        .orElse(new MessageProtection.None(MessageProtection.DATA_ID));
        return switch (protection) {
            case MessageProtection.By(E2eProfile profile) -> Optional.of(new E2eProtector(profile));
            case MessageProtection.Wrong(String what, String remedy) ->
                    throw site.error(
                            "message '%s' %s".formatted(site.fault().target(), what),
                            remedy + ", or leave out e2e");
            case MessageProtection.None _ ->
                    throw site.error(
                            "message '%s' has no end-to-end header"
                                    .formatted(site.fault().target()),
                            "leave out e2e, or name a message with a data ID");
        };
    }
}
