/*
 * Infotainment: navigation and music on the screen. A timer paces it; a picture is painted only if something on it
 * changed and the display driver has shown the one before.
 */
#include <bulkhead.h>
#include <microkit.h>
#include <reference/vehicle_state.h>

#include "brake_feel_menu.h"
#include "media.h"
#include "navigation.h"
#include "presenter.h"
#include "remote.h"
#include "scene.h"
#include "stream.h"
#include "time_of_day.h"

#define CHANNEL_TIMER 0U
#define CHANNEL_DISPLAY 1U
#define CHANNEL_CONSOLE 2U

#define PORT_VEHICLE_STATE 0U

/* The timer ticks each 50 ms: ten pictures a second. */
#define TICKS_A_PICTURE 2U

#define NS_PER_MS 1000000U

/* Written by the loader, so it must lie in .data. */
uintptr_t framebuffer_base __attribute__((section(".data"))) = 0;

/* What each buffer shows. */
static scene painted[DISPLAY_BUFFER_COUNT];
static bool is_painted[DISPLAY_BUFFER_COUNT];
static uint32_t last_painted = 0;

/* Under load this is painted while no buffer is free; nobody sees it. */
static display_pixel unseen[DISPLAY_WIDTH_PX * DISPLAY_HEIGHT_PX] __attribute__((aligned(4)));

static uint32_t ticks = 0;

static uint32_t now_ms(void)
{
    return (uint32_t)(bulkhead_time_ns() / NS_PER_MS);
}

static void read_vehicle(void)
{
    vehicle_state vehicle;
    bulkhead_sample sample = bulkhead_port_read(PORT_VEHICLE_STATE, &vehicle, sizeof vehicle);
    if ((sample.status == BULKHEAD_OK) && sample.valid) {
        navigation_update(vehicle.distance_mm, vehicle.speed_kmh_x100);
    } else {
        navigation_no_signal();
    }
}

static scene look(uint32_t at_ms)
{
    media_update(at_ms);
    brake_feel_tell();
    stream_update();
    read_vehicle();
    scene seen = {navigation_now(), media_now(), time_of_day_minute(at_ms)};
    return seen;
}

static void paint_and_show(const scene *seen)
{
    uint32_t back = presenter_back();
    bool panel_stays = is_painted[back] && scene_panel_equal(&painted[back], seen);
    scene_draw(presenter_picture(back), seen, panel_stays ? SCENE_MAP_ONLY : SCENE_ALL);
    painted[back] = *seen;
    is_painted[back] = true;
    last_painted = back;
    presenter_show();
}

static void tick(void)
{
    ticks++;
    if (ticks % TICKS_A_PICTURE != 0U) {
        return;
    }
    scene seen = look(now_ms());
    if (!presenter_ready()) {
        presenter_update();
    }
    bool changed = !is_painted[last_painted] || !scene_equal(&painted[last_painted], &seen);
    if (presenter_ready() && changed) {
        paint_and_show(&seen);
    }
}

/* Events wait meanwhile; the console is asked here. */
static void paint_without_pause(void)
{
    while (remote_wants_load()) {
        scene seen = look(now_ms());
        presenter_update();
        if (presenter_ready()) {
            paint_and_show(&seen);
        } else {
            scene_draw(unseen, &seen, SCENE_ALL);
        }
        remote_poll(now_ms());
    }
}

void init(void)
{
    navigation_start();
    media_start(now_ms());
    presenter_start(framebuffer_base);
    bulkhead_console_enable_interrupt();
}

void notified(microkit_channel ch)
{
    switch (ch) {
    case CHANNEL_TIMER:
        tick();
        break;
    case CHANNEL_DISPLAY:
        presenter_update();
        break;
    case CHANNEL_CONSOLE:
        remote_poll(now_ms());
        microkit_irq_ack(CHANNEL_CONSOLE);
        break;
    default:
        break;
    }
    paint_without_pause();
}
