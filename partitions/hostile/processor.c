/* Attacks by plain instructions. */
#include "attacks.h"
#include "settings.h"

ATTACK attack_wild_store(void)
{
    for (;;) {
        *(volatile uint32_t *)target() = attack_value ^ any();
    }
}

ATTACK attack_wild_load(void)
{
    for (;;) {
        (void)*(volatile uint32_t *)target();
    }
}

ATTACK attack_jump(void)
{
    for (;;) {
        ((void (*)(void))target())();
    }
}

ATTACK attack_illegal_instruction(void)
{
    for (;;) {
        switch (any_below(4)) {
        case 0:
            __asm__ volatile(".word 0x00000000");
            break;
        case 1:
            __asm__ volatile(".word 0xffffffff");
            break;
        case 2:
            __asm__ volatile(".word 0x0020000b"); /* the kernel's own entry word */
            break;
        default:
            __asm__ volatile(".word 0x1000202f"); /* lr.w of address 0 */
            break;
        }
    }
}

ATTACK attack_privileged_instruction(void)
{
    for (;;) {
        switch (any_below(8)) {
        case 0:
            __asm__ volatile("csrw mtvec, zero");
            break;
        case 1:
            __asm__ volatile("csrw pmpcfg0, zero");
            break;
        case 2:
            __asm__ volatile("csrw pmpaddr0, zero");
            break;
        case 3:
            __asm__ volatile("mret");
            break;
        case 4:
            __asm__ volatile("csrw mie, zero");
            break;
        case 5:
            __asm__ volatile("csrw mstatus, zero");
            break;
        case 6:
            __asm__ volatile("csrw mcycle, zero");
            break;
        default:
            __asm__ volatile("csrw mepc, zero");
            break;
        }
    }
}

static uint32_t deeper(uint32_t n)
{
    volatile uint32_t frame[16];
    frame[n & 15U] = n;
    return n == UINT32_MAX ? 0U : deeper(n + 1U) + frame[0];
}

ATTACK attack_stack_overflow(void)
{
    for (;;) {
        (void)deeper(0);
    }
}

ATTACK attack_loop(void)
{
    for (;;) {
        __asm__ volatile("");
    }
}

/* Where its mode does not let it mask interrupts, this is a privileged instruction. */
ATTACK attack_loop_masked(void)
{
    __asm__ volatile("csrci mstatus, 8");
    for (;;) {
        __asm__ volatile("");
    }
}

/* Nothing but long instructions, so that each end of a window or budget meets one. */
ATTACK attack_budget_overrun(void)
{
    for (;;) {
        __asm__ volatile("div t0, t1, t2\n rem t0, t1, t2\n fdiv.d fa0, fa1, fa2\n fsqrt.d fa3, fa4\n"
                         : : : "t0", "fa0", "fa3");
    }
}

ATTACK attack_restart_storm(void)
{
    for (uint32_t i = any_below(4096); i > 0U; i--) {
        __asm__ volatile("");
    }
    __builtin_trap();
}
