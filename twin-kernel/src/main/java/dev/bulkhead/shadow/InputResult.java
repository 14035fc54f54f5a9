package dev.bulkhead.shadow;

/**
 * What became of one input.
 *
 * @param sent frames that the twin's bus carried
 * @param early frames of before power-on, which nobody sent
 * @param mostLatePs by how much a frame came later on the twin's bus than in the recording
 */
public record InputResult(
        String bus, String name, String node, long sent, long early, long mostLatePs) {}
