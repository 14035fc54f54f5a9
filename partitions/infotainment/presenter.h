/* Two picture buffers and the driver that shows them: which one may be painted now. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include <reference/display_service.h>

/* Asks the driver how things stand. */
void presenter_start(uintptr_t buffers_base);

/* Asks again; to be called when the driver notifies, and now and then, should that be lost. */
void presenter_update(void);

/* Whether a buffer is free to be painted: no flip is under way. */
bool presenter_ready(void);

/* Number of the free buffer. */
uint32_t presenter_back(void);

display_pixel *presenter_picture(uint32_t buffer);

/* Has the free buffer shown. */
void presenter_show(void);
