package dev.bulkhead.vehicle;

/** A wheel by its place: front or rear, left or right. */
public enum Wheel {
    FL,
    FR,
    RL,
    RR;

    public boolean isFront() {
        return this == FL || this == FR;
    }

    public boolean isLeft() {
        return this == FL || this == RL;
    }
}
