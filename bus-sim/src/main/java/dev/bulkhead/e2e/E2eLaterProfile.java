package dev.bulkhead.e2e;

/**
 * A profile that came after 1 and 2. All of them are checked in the same way, by {@link
 * E2eLaterChecker}.
 */
public sealed interface E2eLaterProfile extends E2eProfile
        permits WideProfile, E2eProfile11, E2eProfile22 {}
