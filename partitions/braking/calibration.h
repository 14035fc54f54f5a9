/*
 * What was measured at the car and what was tuned on it. Everything that depends on the vehicle stands here and
 * nowhere else. README.md in this folder says how the tuned values were found and what they do when they are wrong.
 */
#pragma once

/* -- the controller's cycle ------------------------------------------------------------------------------------ */

#define CYCLE_S 0.005f
#define CYCLE_MS 5U
#define CYCLES_OF_MS(ms) ((ms) / CYCLE_MS)

/* After this long an input that has never come is missing, not late. */
#define STARTING_CYCLES CYCLES_OF_MS(500U)

/* -- the car: data sheet values -------------------------------------------------------------------------------- */

#define WHEEL_RADIUS_M 0.344f
#define WHEEL_INERTIA_KGM2 1.7f
#define FRONT_NM_PER_BAR 22.0f
#define REAR_NM_PER_BAR 10.0f
/* Empty car: where the mass is used, less of it means a harder deceleration, which is the cautious side. */
#define CAR_MASS_KG 1500.0f

/* Hydraulics of one wheel, as in its data sheet. */
#define HYDRAULIC_LAG_S 0.012f
#define HYDRAULIC_BUILD_BAR_PER_S 1500.0f
#define HYDRAULIC_RELEASE_BAR_PER_S 2000.0f
#define HYDRAULIC_MAX_BAR 160.0f

/* -- driver's demand ------------------------------------------------------------------------------------------- */

#define DEMAND_BUILD_BAR_PER_S 1000.0f
#define DEMAND_RELEASE_BAR_PER_S 2000.0f

/* Above the knee the rear gets this share of each further bar: the load moves forward as the car decelerates. */
#define REAR_KNEE_BAR 40.0f
#define REAR_SHARE_ABOVE_KNEE 0.35f

/* -- advisory inputs: see README.md ---------------------------------------------------------------------------- */

/* More or less pressure at a gently pressed pedal for each step from comfort over normal to sport. */
#define BRAKE_FEEL_GAIN_PER_STEP 0.15f
/* A setting is not changed under a driver who only stops for a moment. */
#define BRAKE_FEEL_STANDSTILL_CYCLES CYCLES_OF_MS(1000U)

/* 2 bar: pads touch, the car does not slow noticeably (0.3 m/s2). */
#define PREFILL_MAX_BITS 20U
#define PREFILL_MAX_CYCLES CYCLES_OF_MS(300U)
#define PREFILL_REST_CYCLES CYCLES_OF_MS(1000U)

/* -- lost pedal: see README.md --------------------------------------------------------------------------------- */

#define PEDAL_HOLD_CYCLES CYCLES_OF_MS(100U)
#define SAFE_STOP_BAR 30.0f
#define SAFE_STOP_BAR_PER_S 40.0f
#define PEDAL_TRACK_TOLERANCE_PERCENT 5.0f
#define PEDAL_DEBOUNCE_CYCLES CYCLES_OF_MS(30U)
#define PEDAL_RECOVERY_CYCLES CYCLES_OF_MS(50U)

/* -- axle without any wheel speed ------------------------------------------------------------------------------ */

#define BLIND_FRONT_MAX_BAR 60.0f
#define BLIND_REAR_MAX_BAR 20.0f

/* -- plausibility of wheel speeds ------------------------------------------------------------------------------ */

#define WHEEL_SPEED_MAX_RAD_PER_S 250.0f
/* Full pressure against a free wheel, 160 bar * 22 Nm/bar / 1.7 kgm2, is 2070 rad/s2: 21 rad/s in two cycles. */
#define WHEEL_STEP_MAX_RAD_PER_S 25.0f
#define WHEEL_DEVIATION_MPS 2.0f
#define WHEEL_DEVIATION_SHARE 0.10f
#define WHEEL_DEVIATION_FAULT_CYCLES CYCLES_OF_MS(250U)
/* A locked wheel that is let go on smooth ice needs more than a second until it rolls. */
#define WHEEL_RELEASED_FAULT_CYCLES CYCLES_OF_MS(2000U)
#define WHEEL_RELEASED_BELOW_BAR 1.0f

/* -- plausibility of the brakes: measured against modelled pressure -------------------------------------------- */

#define PRESSURE_DEVIATION_BAR 25.0f
#define PRESSURE_DEVIATION_FAULT_CYCLES CYCLES_OF_MS(200U)

/* -- plausibility of the acceleration -------------------------------------------------------------------------- */

#define ACCELERATION_MAX_MPS2 20.0f

/* -- reference speed ------------------------------------------------------------------------------------------- */

/* Share of the deviation from rolling wheels that is taken over in a cycle. */
#define REFERENCE_ROLLING_GAIN 0.2f
/* A braked wheel faster than the reference pulls it up. Slowly, since a tyre that is let go swings beyond. */
#define REFERENCE_RISE_GAIN 0.3f
#define REFERENCE_RISE_MAX_MPS2 1.0f
/* Without the acceleration sensor the wheels are all there is. */
#define REFERENCE_BLIND_RISE_MAX_MPS2 10.0f
/* After a start in the middle of a stop the wheels may still slip: so long they pull the speed up at any rate. */
#define REFERENCE_SETTLING_CYCLES CYCLES_OF_MS(300U)
/* A braked but hardly slipping wheel pulls it down, at most so fast: what the bias may do unnoticed. */
#define REFERENCE_FALL_GAIN 0.02f
#define REFERENCE_FALL_MAX_MPS2 0.2f
#define REFERENCE_TRUSTED_SLIP 0.03f
#define ACCELERATION_BIAS_GAIN 0.002f
#define ACCELERATION_BIAS_MAX_MPS2 0.5f
/* After a full stop from slip a wheel needs this long until it rolls. */
#define ROLLING_AFTER_CYCLES CYCLES_OF_MS(200U)
#define STANDSTILL_WHEEL_MPS 0.05f
#define STANDSTILL_SPEED_MPS 1.0f
#define STANDSTILL_ACCELERATION_MPS2 0.3f
#define STANDSTILL_CYCLES CYCLES_OF_MS(250U)

/* A wheel with less rolls: half of what smooth ice gives back to a locked wheel of the lighter axle. */
#define ROLLING_TORQUE_NM 50.0f
#define ROLLING_ACCELERATION_RAD_PER_S2 20.0f

/* -- slip control ---------------------------------------------------------------------------------------------- */

/* Wanted slip: a share of the speed, and a sliding speed that the coarse measurement at low speed needs. */
#define TARGET_SLIP 0.08f
#define TARGET_SLIDING_MPS 0.10f
/* Rate at which a slip error shall fade. */
#define SLIP_GAIN_PER_S 25.0f
/* Slip control begins when the slip expected this time ahead passes the wanted one. */
#define ENTRY_PREDICTION_S 0.015f
#define ENTRY_SLIP_OVER_TARGET 1.0f
/* How much further than wanted the command goes, against the lag of the hydraulics. */
#define PRESSURE_LEAD 0.9f
/* Share of a new tyre torque that is taken over in a cycle. */
#define TORQUE_FILTER 0.25f
/* Below this share of the wanted slip the road is taken to have become better. */
#define GRIP_SLIP_SHARE 0.5f
#define GRIP_BUILD_BAR_PER_S2 1500.0f
#define GRIP_BUILD_MAX_BAR 20.0f
#define GRIP_FADE_BAR_PER_S 400.0f
#define ABS_OFF_BELOW_MPS 1.2f
#define ABS_ON_ABOVE_MPS 2.0f
#define ABS_LEAST_DEMAND_BAR 2.0f
#define ABS_EXIT_CYCLES CYCLES_OF_MS(100U)

/* Grip on one side only. */
#define FRONT_DIFFERENCE_AT_ONCE_BAR 5.0f
#define FRONT_DIFFERENCE_BAR_PER_S 20.0f
