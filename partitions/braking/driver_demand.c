#include "driver_demand.h"

#include <math.h>

#include "calibration.h"
#include "limit.h"

#define WHOLE_PERCENT 100.0f

typedef struct {
    float percent;
    float bar;
} pedal_point;

/* Progressive: the first part of the way is for gentle braking. */
static const pedal_point pedal_map[] = {{3.0f, 0.0f}, {20.0f, 15.0f}, {50.0f, 55.0f}, {80.0f, 115.0f}, {100.0f, 160.0f}};

#define PEDAL_POINTS (sizeof(pedal_map) / sizeof(pedal_map[0]))

static float normal_pressure_bar(float position_percent)
{
    if (position_percent <= pedal_map[0].percent) {
        return pedal_map[0].bar;
    }
    for (uint32_t i = 1; i < PEDAL_POINTS; i++) {
        const pedal_point *from = &pedal_map[i - 1U];
        const pedal_point *to = &pedal_map[i];
        if (position_percent <= to->percent) {
            float share = (position_percent - from->percent) / (to->percent - from->percent);
            return from->bar + (share * (to->bar - from->bar));
        }
    }
    return pedal_map[PEDAL_POINTS - 1U].bar;
}

float pedal_pressure_bar(float position_percent, float feel_gain)
{
    float left = 1.0f - (limit(position_percent, 0.0f, WHOLE_PERCENT) / WHOLE_PERCENT);
    float gain = 1.0f + ((feel_gain - 1.0f) * left);
    return limit(gain * normal_pressure_bar(position_percent), 0.0f, HYDRAULIC_MAX_BAR);
}

static bool in_range(float percent)
{
    return (percent >= 0.0f) && (percent <= WHOLE_PERCENT);
}

static bool tracks_agree(const pedal_inputs *in)
{
    float sum_percent = in->track1_percent + in->track2_percent;
    return in_range(in->track1_percent) && in_range(in->track2_percent) &&
           (fabsf(sum_percent - WHOLE_PERCENT) <= PEDAL_TRACK_TOLERANCE_PERCENT);
}

/* Of two tracks that differ within the tolerance the one that asks for more counts. */
static float position_percent(const pedal_inputs *in)
{
    return fmaxf(in->track1_percent, WHOLE_PERCENT - in->track2_percent);
}

static void enter(driver_demand *demand, demand_state state)
{
    demand->state = state;
    demand->cycles_in_state = 0;
}

/* True if the pedal can be followed in this cycle. Short disagreement is bridged by the demand before it. */
static bool judge_pedal(driver_demand *demand, const pedal_inputs *in)
{
    bool agreeing = in->valid && tracks_agree(in);
    demand->good_cycles = agreeing ? (demand->good_cycles + 1U) : 0U;
    demand->disagreeing_cycles = (in->valid && !agreeing) ? (demand->disagreeing_cycles + 1U) : 0U;
    return agreeing;
}

static bool is_lost(const driver_demand *demand, const pedal_inputs *in)
{
    return !in->valid || (demand->disagreeing_cycles >= PEDAL_DEBOUNCE_CYCLES);
}

static void change_state(driver_demand *demand, const pedal_inputs *in, bool good)
{
    switch (demand->state) {
    case DEMAND_STARTING:
        if (good) {
            enter(demand, DEMAND_NORMAL);
        } else if (demand->cycles_in_state >= STARTING_CYCLES) {
            enter(demand, DEMAND_SAFE_STOP);
        } else {
            /* The sensor may still be starting. */
        }
        break;
    case DEMAND_NORMAL:
        if (is_lost(demand, in)) {
            enter(demand, DEMAND_HOLD);
        }
        break;
    case DEMAND_HOLD:
        if (good) {
            enter(demand, DEMAND_NORMAL);
        } else if (demand->cycles_in_state >= PEDAL_HOLD_CYCLES) {
            enter(demand, DEMAND_SAFE_STOP);
        } else {
            /* Still bridged. */
        }
        break;
    case DEMAND_SAFE_STOP:
        if (demand->good_cycles >= PEDAL_RECOVERY_CYCLES) {
            enter(demand, DEMAND_NORMAL);
        }
        break;
    }
}

void driver_demand_update(driver_demand *demand, const pedal_inputs *in)
{
    bool good = judge_pedal(demand, in);
    demand->cycles_in_state++;
    change_state(demand, in, good);
    if ((demand->state == DEMAND_NORMAL) && good) {
        float wanted_bar = pedal_pressure_bar(position_percent(in), in->feel_gain);
        float rate = (wanted_bar > demand->pressure_bar) ? DEMAND_BUILD_BAR_PER_S : DEMAND_RELEASE_BAR_PER_S;
        demand->pressure_bar = approach(demand->pressure_bar, wanted_bar, rate * CYCLE_S);
    } else if (demand->state == DEMAND_SAFE_STOP) {
        /* A driver who braked harder when the pedal was lost is not let down. */
        float wanted_bar = fmaxf(demand->pressure_bar, SAFE_STOP_BAR);
        demand->pressure_bar = approach(demand->pressure_bar, wanted_bar, SAFE_STOP_BAR_PER_S * CYCLE_S);
    } else {
        /* Starting without pressure, or holding what was asked last. */
    }
}
