/*
 * Partition `warning`: the brake telltales. They lie over whatever infotainment draws, and are looked at again on the
 * screen: a telltale that is not shown is an error.
 *
 *   red     lamp test after the start; brakes degraded or in safe stop; nothing recent heard of them
 *   amber   slip control is active
 */
#include <bulkhead.h>
#include <microkit.h>
#include <reference/display_service.h>
#include <reference/vehicle_state.h>

#include "overlay.h"
#include "symbols.h"

#define CHANNEL_CYCLE 0U /* timer, every 20 ms */

#define PORT_VEHICLE_STATE 0U

#define CYCLE_MS 20U
#define LAMP_TEST_CYCLES (2000U / CYCLE_MS)
/* So short a flicker of slip control would not be seen. */
#define HOLD_CYCLES (300U / CYCLE_MS)
/* A new picture is complete on the screen two scan-outs after it was put there. */
#define FRAMES_UNTIL_SHOWN 2U
/* At 60 scan-outs a second each cycle sees at least one; one miss may be an unlucky moment. */
#define MISSES_UNTIL_ERROR 3U

#define MARGIN_PX 8U

/* Code for the health monitor. */
#define ERROR_NOT_SHOWN 1U

typedef enum { TELLTALE_NONE = 0, TELLTALE_AMBER = 1, TELLTALE_RED = 2, TELLTALE_COUNT = 3 } telltale;

/* Written by the loader, so it must lie in .data. */
uintptr_t overlay_base __attribute__((section(".data"))) = 0;

static overlay_pixel pictures[TELLTALE_COUNT][OVERLAY_PIXELS];
static uint32_t crcs[TELLTALE_COUNT];
static telltale shown = TELLTALE_NONE;
static uint32_t shown_from_frame;
static uint32_t misses;
static uint32_t cycles;
static uint32_t held_cycles;

/* What the brakes say now. */
static telltale wanted(void)
{
    vehicle_state vehicle;
    bulkhead_sample sample = bulkhead_port_read(PORT_VEHICLE_STATE, &vehicle, sizeof vehicle);
    if ((sample.status != BULKHEAD_OK) || !sample.valid) {
        return TELLTALE_RED;
    }
    if ((vehicle.fault_state != VEHICLE_STATE_NORMAL) && (vehicle.fault_state != VEHICLE_STATE_STARTING)) {
        return TELLTALE_RED;
    }
    return (vehicle.abs_wheels != 0U) ? TELLTALE_AMBER : TELLTALE_NONE;
}

/* A graver telltale comes at once, a lesser one when the one before has been seen. */
static telltale held(telltale now)
{
    if (cycles < LAMP_TEST_CYCLES) {
        return TELLTALE_RED;
    }
    if (now >= shown) {
        held_cycles = 0;
        return now;
    }
    held_cycles++;
    return (held_cycles < HOLD_CYCLES) ? shown : now;
}

static void change_to(telltale next)
{
    if (next == TELLTALE_NONE) {
        overlay_hide();
    } else {
        overlay_show(pictures[next]);
    }
    shown = next;
    shown_from_frame = overlay_frame();
    misses = 0;
    held_cycles = 0;
}

static void check_screen(void)
{
    if ((shown == TELLTALE_NONE) || ((overlay_frame() - shown_from_frame) < FRAMES_UNTIL_SHOWN)) {
        return;
    }
    misses = overlay_seen(crcs[shown]) ? 0U : (misses + 1U);
    if (misses == MISSES_UNTIL_ERROR) {
        bulkhead_raise(ERROR_NOT_SHOWN);
    }
}

void init(void)
{
    symbol_brake_failure(pictures[TELLTALE_RED]);
    symbol_slip_control(pictures[TELLTALE_AMBER]);
    crcs[TELLTALE_RED] = overlay_crc(pictures[TELLTALE_RED]);
    crcs[TELLTALE_AMBER] = overlay_crc(pictures[TELLTALE_AMBER]);
    overlay_start(overlay_base, DISPLAY_WIDTH_PX - OVERLAY_SIDE_PX - MARGIN_PX, MARGIN_PX);
}

void notified(microkit_channel ch)
{
    if (ch != CHANNEL_CYCLE) {
        return;
    }
    telltale next = held(wanted());
    if (next != shown) {
        change_to(next);
    } else {
        check_screen();
    }
    cycles++;
}
