#include "brake_feel_setting.h"

#include <bulkhead.h>
#include <reference/brake_feel.h>

#include "advisory_limits.h"
#include "calibration.h"
#include "ports.h"

void brake_feel_init(brake_feel_setting *setting)
{
    *setting = (brake_feel_setting){.still_cycles = 0, .level = BRAKE_FEEL_NORMAL};
}

static uint32_t read_level(void)
{
    uint32_t wanted = 0; /* little endian: its lowest byte is the message */
    bulkhead_sample sample = bulkhead_port_read(PORT_BRAKE_FEEL, &wanted, BRAKE_FEEL_BYTES);
    bool usable = (sample.status == BULKHEAD_OK) && sample.valid && !advisory_exceeds(wanted, BRAKE_FEEL_SPORT);
    uint32_t level = usable ? wanted : BRAKE_FEEL_NORMAL;
    bulkhead_forget(&wanted, sizeof wanted);
    return level;
}

void brake_feel_update(brake_feel_setting *setting, bool standstill)
{
    if (!standstill) {
        setting->still_cycles = 0;
    } else if (setting->still_cycles < BRAKE_FEEL_STANDSTILL_CYCLES) {
        setting->still_cycles++;
    } else {
        setting->level = read_level();
    }
}

float brake_feel_gain(const brake_feel_setting *setting)
{
    float steps = (float)setting->level - (float)BRAKE_FEEL_NORMAL;
    return 1.0f + (BRAKE_FEEL_GAIN_PER_STEP * steps);
}
