#include "reference_speed.h"

#include <math.h>

#include "calibration.h"
#include "limit.h"

typedef struct {
    uint32_t count;
    uint32_t rolling;
    float fastest_mps;
    float median_mps;
} wheel_summary;

/* Inserts a speed into a list in ascending order. */
static void insert(float *sorted, uint32_t count, float value)
{
    uint32_t at = count;
    while ((at > 0U) && (sorted[at - 1U] > value)) {
        sorted[at] = sorted[at - 1U];
        at--;
    }
    sorted[at] = value;
}

static wheel_summary summarize(const reference_inputs *in)
{
    wheel_summary summary = {0U, 0U, 0.0f, 0.0f};
    float sorted_mps[WHEEL_COUNT];
    for (uint32_t wheel = 0; wheel < WHEEL_COUNT; wheel++) {
        if (in->wheel_valid[wheel]) {
            insert(sorted_mps, summary.count, in->wheel_mps[wheel]);
            summary.count++;
            summary.rolling += in->wheel_rolls[wheel] ? 1U : 0U;
        }
    }
    if (summary.count > 0U) {
        summary.fastest_mps = sorted_mps[summary.count - 1U];
        summary.median_mps = 0.5f * (sorted_mps[(summary.count - 1U) / 2U] + sorted_mps[summary.count / 2U]);
    }
    return summary;
}

static void follow_rolling_wheels(reference_speed *reference, const reference_inputs *in, float wheels_mps)
{
    float deviation_mps = wheels_mps - reference->speed_mps;
    reference->speed_mps += REFERENCE_ROLLING_GAIN * deviation_mps;
    if (in->acceleration_measured && !reference->standstill) {
        float learnt = reference->bias_mps2 - (ACCELERATION_BIAS_GAIN * deviation_mps / CYCLE_S);
        reference->bias_mps2 = limit(learnt, -ACCELERATION_BIAS_MAX_MPS2, ACCELERATION_BIAS_MAX_MPS2);
    }
}

/* Most by which a braked wheel may pull the speed up in a cycle. */
static float most_rise_mps(const reference_speed *reference, const reference_inputs *in)
{
    if (reference->settling_cycles < REFERENCE_SETTLING_CYCLES) {
        return INFINITY;
    }
    return CYCLE_S * (in->acceleration_measured ? REFERENCE_RISE_MAX_MPS2 : REFERENCE_BLIND_RISE_MAX_MPS2);
}

static void correct_by_braked_wheels(reference_speed *reference, const reference_inputs *in,
                                     const wheel_summary *wheels)
{
    float deviation_mps = wheels->fastest_mps - reference->speed_mps;
    if (deviation_mps > 0.0f) {
        reference->speed_mps += fminf(REFERENCE_RISE_GAIN * deviation_mps, most_rise_mps(reference, in));
    } else if (!in->abs_active && (-deviation_mps < (REFERENCE_TRUSTED_SLIP * reference->speed_mps))) {
        float most_mps = REFERENCE_FALL_MAX_MPS2 * CYCLE_S;
        reference->speed_mps += fmaxf(REFERENCE_FALL_GAIN * deviation_mps, -most_mps);
    } else if (wheels->rolling == wheels->count) {
        reference->speed_mps += REFERENCE_ROLLING_GAIN * deviation_mps;
    } else {
        /* The wheels slip: the acceleration alone counts. */
    }
}

static void judge_standstill(reference_speed *reference, const reference_inputs *in, const wheel_summary *wheels)
{
    bool still = (wheels->count > 0U) && (fabsf(wheels->fastest_mps) < STANDSTILL_WHEEL_MPS) &&
                 (reference->speed_mps < STANDSTILL_SPEED_MPS) &&
                 (fabsf(in->acceleration_mps2 - reference->bias_mps2) < STANDSTILL_ACCELERATION_MPS2);
    if (!still) {
        reference->still_cycles = 0;
    } else if (reference->still_cycles < STANDSTILL_CYCLES) {
        reference->still_cycles++;
    } else {
        reference->speed_mps = 0.0f;
    }
    reference->standstill = reference->still_cycles >= STANDSTILL_CYCLES;
}

void reference_speed_update(reference_speed *reference, const reference_inputs *in)
{
    wheel_summary wheels = summarize(in);
    if (!reference->started) {
        if (wheels.count == 0U) {
            return;
        }
        reference->speed_mps = wheels.fastest_mps;
        reference->started = true;
    }
    if (reference->settling_cycles < REFERENCE_SETTLING_CYCLES) {
        reference->settling_cycles++;
    }
    if (!reference->standstill) {
        reference->speed_mps += (in->acceleration_mps2 - reference->bias_mps2) * CYCLE_S;
    }
    if (wheels.count > 0U) {
        if (in->braking) {
            correct_by_braked_wheels(reference, in, &wheels);
        } else {
            follow_rolling_wheels(reference, in, wheels.median_mps);
        }
    }
    reference->speed_mps = fmaxf(reference->speed_mps, 0.0f);
    judge_standstill(reference, in, &wheels);
}
