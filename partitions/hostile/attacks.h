/* What the attacks share. */
#pragma once

#include <stdint.h>

/* A function that the loader may name in attack_entry: kept though no code names it. None returns. */
#define ATTACK __attribute__((used, retain)) void

/* Numbers that differ from restart to restart, the same in each run of the same seed. */
uint32_t any(void);
uint32_t any_below(uint32_t bound);

/* What this run aims at; changes from call to call where there is more than one. */
uint32_t target(void);

/* One kernel call with these registers. */
void raw_call(uint32_t number, uint32_t arg0, uint32_t arg1, uint32_t arg2);

/* Idles without a kernel call, at least until the next interrupt of whomever. */
void idle(void);
