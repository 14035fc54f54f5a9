#include "advisory_limits.h"

#include <bulkhead_mechanism.h>

BULKHEAD_MECHANISM(clamp);

bool advisory_exceeds(uint32_t value, uint32_t most)
{
    bool exceeds = BULKHEAD_ENFORCES(clamp) && (value > most);
    if (exceeds) {
        BULKHEAD_CHALLENGED(clamp);
    }
    return exceeds;
}
