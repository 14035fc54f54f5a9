/*
 * The remote control at the console, one byte a command:
 *   n, p         next and previous title
 *   space        pause or play
 *   L, l         paint without a pause, and no longer: the greatest load that this partition can make
 *   C, N, S      brake feel: comfort, normal, sport
 *   0x00 to 0x07 play the title of that number
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* Does what has come in. */
void remote_poll(uint32_t now_ms);

/* Whether painting without a pause is asked for. */
bool remote_wants_load(void);
