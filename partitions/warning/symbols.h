/* The two telltales, drawn as ISO 2575 shows them: a ring between two arcs, with a mark in it. */
#pragma once

#include "overlay.h"

/* Red, with an exclamation mark: the brakes are not as they should be. */
void symbol_brake_failure(overlay_pixel *picture);

/* Amber, with a bar across: slip control holds back pressure. */
void symbol_slip_control(overlay_pixel *picture);
