/* What comes from lower levels: a hint of driver assistance and the driver's setting. Neither is ever waited for. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "brake_control.h"

/* Call once before the first cycle. */
void advisory_inputs_init(void);

/* Reads what there is; once a cycle, `since_us` after the one before. */
void advisory_inputs_read(brake_inputs *inputs, bool standstill, uint32_t since_us);
