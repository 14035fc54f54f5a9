#include "media.h"

#include "album.h"
#include "titles.h"

#define MS_PER_S 1000U

static media_state now = {0, 0, true};
static uint32_t elapsed_ms = 0;
static uint32_t last_update_ms = 0;

static void play(int32_t index, uint32_t now_ms)
{
    album_open(index, now_ms);
    now.title = index;
    now.elapsed_s = 0;
    now.playing = true;
    elapsed_ms = 0;
    last_update_ms = now_ms;
}

void media_start(uint32_t now_ms)
{
    play(0, now_ms);
}

void media_update(uint32_t now_ms)
{
    if (now.playing) {
        elapsed_ms += now_ms - last_update_ms;
    }
    last_update_ms = now_ms;
    now.elapsed_s = elapsed_ms / MS_PER_S;
    if (now.elapsed_s >= titles[now.title].length_s) {
        media_next(now_ms);
    }
}

void media_next(uint32_t now_ms)
{
    play((now.title + 1) % TITLE_COUNT, now_ms);
}

void media_previous(uint32_t now_ms)
{
    play((now.title + TITLE_COUNT - 1) % TITLE_COUNT, now_ms);
}

void media_pause_or_play(void)
{
    now.playing = !now.playing;
}

/*
 * SEEDED DEFECT, on purpose, for the scenario `infotainment-crash`: the number is signed and only its upper bound is
 * checked. A byte from 0x80 to 0xff is a negative number, and the record that album_open() then fills lies that
 * many times 19624 bytes below the store. Byte 0xc8 (title -56) aims at the memory of the braking partition.
 */
void media_select(int8_t number, uint32_t now_ms)
{
    if (number < TITLE_COUNT) {
        play(number, now_ms);
    }
}

media_state media_now(void)
{
    return now;
}
