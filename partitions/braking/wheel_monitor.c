#include "wheel_monitor.h"

#include <math.h>

#include "calibration.h"

/* A wheel cannot change its speed faster than brake or road turn it, even if one message was lost between. */
static bool steps_too_far(wheel_monitor *monitor, const wheel_monitor_inputs *in, uint32_t wheel)
{
    float step = fabsf(in->rad_per_s[wheel] - monitor->last_rad_per_s[wheel]);
    return monitor->known[wheel] && (step > WHEEL_STEP_MAX_RAD_PER_S);
}

/* A braked wheel may be slower than the car, an open one has its speed; faster it is never, there is no drive. */
static bool deviates(const wheel_monitor_inputs *in, uint32_t wheel)
{
    if (!in->reference_known) {
        return false;
    }
    float tolerance_mps = WHEEL_DEVIATION_MPS + (WHEEL_DEVIATION_SHARE * in->reference_mps);
    float deviation_mps = (in->rad_per_s[wheel] * WHEEL_RADIUS_M) - in->reference_mps;
    bool open = !in->braking || in->released[wheel];
    return (deviation_mps > tolerance_mps) || (open && (deviation_mps < -tolerance_mps));
}

static void judge(wheel_monitor *monitor, const wheel_monitor_inputs *in, uint32_t wheel)
{
    monitor->deviation_cycles[wheel] = deviates(in, wheel) ? (monitor->deviation_cycles[wheel] + 1U) : 0U;
    uint32_t most_cycles = in->released[wheel] ? WHEEL_RELEASED_FAULT_CYCLES : WHEEL_DEVIATION_FAULT_CYCLES;
    if ((fabsf(in->rad_per_s[wheel]) > WHEEL_SPEED_MAX_RAD_PER_S) || steps_too_far(monitor, in, wheel) ||
        (monitor->deviation_cycles[wheel] >= most_cycles)) {
        monitor->faulty[wheel] = true;
    }
}

void wheel_monitor_update(wheel_monitor *monitor, const wheel_monitor_inputs *in)
{
    for (uint32_t wheel = 0; wheel < WHEEL_COUNT; wheel++) {
        if (in->valid[wheel]) {
            judge(monitor, in, wheel);
            monitor->last_rad_per_s[wheel] = in->rad_per_s[wheel];
        }
        monitor->known[wheel] = in->valid[wheel];
    }
}
