/*
 * An attacker in the place of any partition. Until its time comes it waits and answers what it is asked; then it does
 * the one attack that its settings name, and again after each restart.
 */
#include <bulkhead.h>
#include <microkit.h>

#include "attacks.h"
#include "settings.h"

static uint32_t random_state;
static uint32_t own_object[16];

static bool is_time(void)
{
    return attack_entry != 0U && bulkhead_time_ns() >= attack_start_ns;
}

/* The twin counts the attack as begun when this is executed. */
__attribute__((noinline, used, retain)) void attack_begins(void)
{
    random_state = (attack_seed * 2654435761U) ^ (uint32_t)(bulkhead_time_ns() / 1000U);
}

static void attack_if_it_is_time(void)
{
    if (is_time()) {
        attack_begins();
        ((void (*)(void))attack_entry)();
    }
}

void init(void)
{
    attack_if_it_is_time();
    while (attack_polls != 0U && attack_entry != 0U) {
        idle();
        attack_if_it_is_time();
    }
}

void notified(microkit_channel ch)
{
    (void)ch;
    attack_if_it_is_time();
}

microkit_msginfo protected(microkit_channel ch, microkit_msginfo msginfo)
{
    (void)ch;
    (void)msginfo;
    attack_if_it_is_time();
    return microkit_msginfo_new(0, 0);
}

uint32_t any(void)
{
    uint32_t x = random_state != 0U ? random_state : 2463534242U;
    x ^= x << 13;
    x ^= x >> 17;
    x ^= x << 5;
    random_state = x;
    return x;
}

uint32_t any_below(uint32_t bound)
{
    return any() % bound;
}

uint32_t target(void)
{
    switch (attack_aim) {
    case AIM_NEAR:
        return ((uint32_t)(uintptr_t)own_object + any_below(0x20000) - 0x10000U) & ~3U;
    case AIM_UNIFORM:
        return (attack_targets[0] + any_below(attack_range)) & ~3U;
    default:
        return attack_targets[any_below(attack_count)];
    }
}

void raw_call(uint32_t number, uint32_t arg0, uint32_t arg1, uint32_t arg2)
{
    register uint32_t a0 __asm__("a0") = arg0;
    register uint32_t a1 __asm__("a1") = arg1;
    register uint32_t a2 __asm__("a2") = arg2;
    register uint32_t a7 __asm__("a7") = number;
    __asm__ volatile("ecall" : "+r"(a0), "+r"(a1), "+r"(a2), "+r"(a7) : : "memory");
}

void idle(void)
{
    __asm__ volatile("wfi" : : : "memory");
}
