package dev.bulkhead.architecture.offender;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

final class HashOrder {
    Map<String, String> badHashMap() {
        return new HashMap<>();
    }

    Supplier<Set<String>> badHashSetReference() {
        return HashSet::new;
    }

    Map<String, Integer> badMapOf() {
        return Map.of("a", 1, "b", 2);
    }

    Set<String> badSetOf(String name) {
        return Set.of("a", name);
    }

    Set<Object> badSetOfArray(Object... names) {
        return Set.of(names);
    }

    Map<String, Integer> goodMapOfOne() {
        return Map.of("a", 1);
    }

    Set<String> goodSetOfOne() {
        return Set.of("a");
    }

    Set<String> badSetCopy(Collection<String> names) {
        return Set.copyOf(names);
    }

    Set<String> badToSet(Stream<String> names) {
        return names.collect(Collectors.toSet());
    }

    Map<Integer, String> badToMap(Stream<String> names) {
        return names.collect(Collectors.toMap(String::length, Function.identity()));
    }

    Map<Integer, List<String>> badGrouping(Stream<String> names) {
        return names.collect(Collectors.groupingBy(String::length));
    }

    int badIdentity(Object object) {
        return System.identityHashCode(object);
    }

    Map<String, String> goodLinked() {
        return new LinkedHashMap<>();
    }

    Map<Integer, List<String>> goodGrouping(Stream<String> names) {
        return names.collect(
                Collectors.groupingBy(String::length, TreeMap::new, Collectors.toList()));
    }
}
