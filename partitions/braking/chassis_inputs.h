/*
 * Reads the sampling ports of the chassis bus and says of each message whether it may be used: protected by E2E
 * profile 1, in an unbroken sequence, and young.
 */
#pragma once

#include <stdint.h>

#include "brake_control.h"

/* All that arrives; call once before the first cycle. */
void chassis_inputs_init(void);

/*
 * Reads all ports; once a cycle, `since_us` after the one before. Unusable values keep their last good content and are
 * marked invalid.
 */
void chassis_inputs_read(brake_inputs *inputs, uint32_t since_us);
