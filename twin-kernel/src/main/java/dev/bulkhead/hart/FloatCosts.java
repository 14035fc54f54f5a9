package dev.bulkhead.hart;

import dev.bulkhead.memory.RegionKind;

/** Cycles of floating-point instructions under one cost table. */
record FloatCosts(CostTable costs) {

    /** Cycles of a legal one that is not a load or store, without those of fetching it. */
    int of(int word) {
        CostClass cost = FloatInstructions.cost(word);
        boolean accesses = cost == CostClass.LOAD || cost == CostClass.STORE;
        return costs.of(cost) + (accesses ? costs.waitStates(RegionKind.RAM) : 0);
    }
}
