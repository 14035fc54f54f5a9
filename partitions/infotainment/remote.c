#include "remote.h"

#include <bulkhead.h>

#include "brake_feel_menu.h"
#include "media.h"

static bool load = false;

static void obey(uint8_t command, uint32_t now_ms)
{
    switch (command) {
    case 'n':
        media_next(now_ms);
        break;
    case 'p':
        media_previous(now_ms);
        break;
    case ' ':
        media_pause_or_play();
        break;
    case 'L':
        load = true;
        break;
    case 'l':
        load = false;
        break;
    case 'C':
        brake_feel_choose(BRAKE_FEEL_COMFORT);
        break;
    case 'N':
        brake_feel_choose(BRAKE_FEEL_NORMAL);
        break;
    case 'S':
        brake_feel_choose(BRAKE_FEEL_SPORT);
        break;
    default:
        media_select((int8_t)command, now_ms);
        break;
    }
}

void remote_poll(uint32_t now_ms)
{
    for (int command = bulkhead_console_get(); command >= 0; command = bulkhead_console_get()) {
        obey((uint8_t)command, now_ms);
    }
}

bool remote_wants_load(void)
{
    return load;
}
