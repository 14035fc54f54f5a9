package dev.bulkhead.report;

import dev.bulkhead.report.RunRecording.CarSample;
import dev.bulkhead.vehicle.Wheel;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** What curves.js draws: speed, slip and brake pressure of both runs on one time axis. */
final class CurveData {
    private static final double PS_PER_S = 1e12;
    private static final double PLACES = 1e4;
    private static final long BIN_PS = 10_000_000_000L;

    private CurveData() {}

    static ObjectNode of(RunRecording golden, RunRecording faulty) {
        SortedMap<Long, CarSample> first = binned(golden);
        SortedMap<Long, CarSample> second = binned(faulty);
        SortedSet<Long> bins = new TreeSet<>(first.keySet());
        bins.addAll(second.keySet());
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        ArrayNode time = root.putArray("timeS");
        bins.forEach(bin -> time.add(bin * BIN_PS / PS_PER_S));
        ArrayNode wheels = root.putArray("wheels");
        for (Wheel wheel : Wheel.values()) {
            wheels.add(wheel.name());
        }
        put(root.putObject("golden"), bins, first);
        put(root.putObject("faulty"), bins, second);
        return root;
    }

    private static SortedMap<Long, CarSample> binned(RunRecording run) {
        SortedMap<Long, CarSample> bins = new TreeMap<>();
        run.car().forEach(sample -> bins.put(sample.atPs() / BIN_PS, sample));
        return bins;
    }

    private static void put(ObjectNode node, SortedSet<Long> bins, SortedMap<Long, CarSample> run) {
        ArrayNode speed = node.putArray("speedKmh");
        bins.forEach(bin -> add(speed, run.get(bin), s -> s.speedKmh()));
        ArrayNode slip = node.putArray("slip");
        ArrayNode pressure = node.putArray("pressureBar");
        for (Wheel wheel : Wheel.values()) {
            int w = wheel.ordinal();
            ArrayNode slips = slip.addArray();
            ArrayNode pressures = pressure.addArray();
            bins.forEach(bin -> add(slips, run.get(bin), s -> Math.clamp(s.slip().get(w), 0, 1)));
            bins.forEach(bin -> add(pressures, run.get(bin), s -> s.pressureBar().get(w)));
        }
    }

    private static void add(
            ArrayNode values,
            CarSample sample,
            java.util.function.ToDoubleFunction<CarSample> value) {
        if (sample == null) { // the other run is longer
            values.addNull();
        } else {
            values.add(Math.round(value.applyAsDouble(sample) * PLACES) / PLACES);
        }
    }
}
