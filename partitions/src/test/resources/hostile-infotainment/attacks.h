/* What the attacks share. */
#pragma once

#include <stdint.h>

struct progress {
    uint32_t random; /* state of the generator */
    uint32_t tried;  /* attempts so far */
};

volatile struct progress *progress(void);

/* The next of a sequence of numbers that goes on over restarts. */
uint32_t any(void);
uint32_t any_below(uint32_t bound);

/* An address that is not the attacker's, or on a border of what is. */
uintptr_t foreign_address(void);

/* One kernel call with these registers. */
void raw_call(uint32_t a7, uint32_t a0, uint32_t a1, uint32_t a2);

/* Does the attack of that letter; most never return. */
void attack(char which);

/* In words.S: executes one instruction word of a table; the table's length. */
void execute_word(uint32_t index);
extern const uint32_t word_count;

/* In words.S: the last instruction of the code segment's page, and one that straddles its end. */
void fall_off_the_end(void);

void flood_kernel_with(char which);
