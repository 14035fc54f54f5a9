/* The music player: which title plays and how far it is. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

typedef struct {
    int32_t title;
    uint32_t elapsed_s;
    bool playing;
} media_state;

/* Starts with the first title. */
void media_start(uint32_t now_ms);

/* Time goes on; after its end a title is followed by the next. */
void media_update(uint32_t now_ms);

void media_next(uint32_t now_ms);
void media_previous(uint32_t now_ms);
void media_pause_or_play(void);

/* Plays the title of that number, counted from 0; the byte is as it came from the remote control. */
void media_select(int8_t number, uint32_t now_ms);

media_state media_now(void);
