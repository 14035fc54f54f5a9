#include "brake_feel_menu.h"

#include <bulkhead.h>

#define PORT_BRAKE_FEEL 1U

static brake_feel chosen = BRAKE_FEEL_NORMAL;

void brake_feel_choose(brake_feel choice)
{
    chosen = choice;
}

void brake_feel_tell(void)
{
    uint8_t message = (uint8_t)chosen;
    /* A refused write is seen by braking as age. */
    (void)bulkhead_port_write(PORT_BRAKE_FEEL, &message, BRAKE_FEEL_BYTES);
}
