/* Limits of what comes from a lower level: one place for all of them, so that switching it off is one honest line. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* True if an advisory value, its size or its duration, is more than it may be. */
bool advisory_exceeds(uint32_t value, uint32_t most);
