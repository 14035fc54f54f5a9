package dev.bulkhead.system;

/**
 * What a wireless device hears.
 *
 * @param packetsPerS mean rate, 0 for silence
 * @param minBytes shortest packet
 * @param maxBytes longest packet
 */
public record PacketTraffic(int packetsPerS, int minBytes, int maxBytes) {
    /** What a description that says nothing has. */
    public static final PacketTraffic USUAL = new PacketTraffic(200, 64, 256);
}
