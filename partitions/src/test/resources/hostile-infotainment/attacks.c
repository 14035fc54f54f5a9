#include "attacks.h"

#include <microkit.h>

extern char __text_end[];
extern char __stack_bottom[];
extern char __stack_top[];
extern char __image_end[];
extern seL4_Word __bulkhead_ipc[];

static const uintptr_t bases[] = {
    0x00000000, 0x00000004, 0x00100000, /* nothing, finisher */
    0x02000000, 0x02004000, 0x0200bff8, /* timer */
    0x0c000004, 0x0c002000, 0x0c200000, 0x0c200004, /* PLIC */
    0x11000000, 0x11001000, 0x11002000, 0x11004000, /* others' consoles, none */
    0x12000000, 0x12000004, 0x12000100, /* chassis CAN */
    0x13000000, 0x13000010, /* display */
    0x14000000, 0x1400000c, /* watchdog */
    0x20000000, 0x20000008, 0x20001000, /* ROM */
    0x80000000, 0x80000010, 0x80000600, 0x80000e80, 0x8003fffc, /* kernel RAM */
    0x80100000, 0x80104000, 0x80106000, 0x80108000, 0x8010a000, 0x80110000, /* braking */
    0x80140000, 0x80142000, 0x80144000, /* chassis-can */
    0x80180000, 0x80182000, 0x80184000, /* display */
    0x801ffffc, 0x80300000, 0x803ffffc, 0x80480000, /* borders */
    0x807ffffc, 0x80800000, 0xfffffffc, 0xfffff000,
};

uintptr_t foreign_address(void)
{
    uintptr_t base = bases[any_below(sizeof bases / sizeof bases[0])];
    switch (any_below(4)) {
    case 0:
        return base;
    case 1:
        return base + any_below(64);
    case 2:
        return base - any_below(64);
    default:
        return base + any_below(0x8000);
    }
}

void raw_call(uint32_t a7, uint32_t arg0, uint32_t arg1, uint32_t arg2)
{
    register uint32_t a0 __asm__("a0") = arg0;
    register uint32_t a1 __asm__("a1") = arg1;
    register uint32_t a2 __asm__("a2") = arg2;
    register uint32_t number __asm__("a7") = a7;
    __asm__ volatile("ecall" : "+r"(a0), "+r"(a1), "+r"(a2), "+r"(number) : : "memory");
}

static void wild_access(uintptr_t at)
{
    uint32_t value = any();
    switch (any_below(10)) {
    case 0:
        *(volatile uint8_t *)at = (uint8_t)value;
        break;
    case 1:
        *(volatile uint16_t *)at = (uint16_t)value;
        break;
    case 2:
    case 3:
        *(volatile uint32_t *)at = value;
        break;
    case 4:
        __asm__ volatile("fsd fa0, 0(%0)" : : "r"(at) : "memory");
        break;
    case 5:
        __asm__ volatile("sc.w t0, %1, (%0)" : : "r"(at), "r"(value) : "t0", "memory");
        break;
    case 6:
        __asm__ volatile("amoswap.w t0, %1, (%0)" : : "r"(at), "r"(value) : "t0", "memory");
        break;
    case 7:
        __asm__ volatile("lr.w t0, (%0)" : : "r"(at) : "t0", "memory");
        break;
    case 8:
        (void)*(volatile uint32_t *)at;
        break;
    default:
        ((void (*)(void))at)();
        break;
    }
}

static void wild_accesses(void)
{
    for (;;) {
        progress()->tried++;
        wild_access(foreign_address());
    }
}

/* Division, double precision, square roots: nothing but long instructions. */
static void long_instructions(void)
{
    for (;;) {
        __asm__ volatile("div t0, t1, t2\n rem t0, t1, t2\n div t0, t1, t2\n div t0, t1, t2\n"
                         "fdiv.d fa0, fa1, fa2\n fsqrt.d fa3, fa4\n"
                         : : : "t0", "fa0", "fa3");
    }
}

static void atomics_and_reservations(void)
{
    uint32_t word = 0;
    for (;;) {
        __asm__ volatile("amoadd.w t0, t0, (%0)\n amomaxu.w t0, t0, (%0)\n lr.w t0, (%0)\n"
                         : : "r"(&word) : "t0", "memory");
    }
}

/* Loads and stores across words of memory and of its own console, all rounding modes, every f register a NaN. */
static void float_state(void)
{
    uint32_t mode = 0;
    for (;;) {
        mode = (mode + 1U) & 0xffU;
        __asm__ volatile("csrw fcsr, %0" : : "r"(mode));
        uint32_t nan = 0x7f800001U | any();
        __asm__ volatile("fmv.w.x f0, %0\n fmv.w.x f1, %0\n fmv.w.x f2, %0\n fmv.w.x f8, %0\n"
                         "fmv.w.x f9, %0\n fmv.w.x f10, %0\n fmv.w.x f15, %0\n fmv.w.x f31, %0\n"
                         : : "r"(nan));
    }
}

static uint32_t deeper(uint32_t n)
{
    volatile uint32_t frame[16];
    frame[n & 15U] = n;
    return n == UINT32_MAX ? 0U : deeper(n + 1U) + frame[0];
}

static void across_borders(void)
{
    char *const borders[] = {__stack_bottom, __stack_top, __image_end, __text_end, (char *)__bulkhead_ipc};
    for (;;) {
        char *at = borders[any_below(5)] + any_below(0x2000) - 0x1000U;
        if (any_below(2) != 0U) {
            *(volatile uint32_t *)(at) = any();
        } else {
            ((void (*)(void))at)();
        }
    }
}

static void uart_storm(void)
{
    extern uintptr_t uart_base;
    volatile uint8_t *uart = (volatile uint8_t *)uart_base;
    uart[1] = 0x0f;       /* every interrupt */
    uart[4] = 0x1f;       /* loop back */
    uart[2] = 0x01;       /* FIFOs on */
    for (;;) {
        uart[0] = (uint8_t)any();
        microkit_irq_ack(2);
    }
}

static void uart_misaligned(void)
{
    extern uintptr_t uart_base;
    for (;;) {
        (void)*(volatile uint32_t *)(uart_base + any_below(0x1000));
        (void)*(volatile uint8_t *)(uart_base + any_below(8));
    }
}

static void wait_for_interrupts(void)
{
    for (;;) {
        __asm__ volatile("wfi");
    }
}

static void words(void)
{
    for (;;) {
        uint32_t index = progress()->tried++;
        execute_word(index % word_count);
    }
}

void attack(char which)
{
    switch (which) {
    case 'w':
        wild_accesses();
        break;
    case 'd':
        long_instructions();
        break;
    case 'a':
        atomics_and_reservations();
        break;
    case 'f':
        float_state();
        break;
    case 'k':
        (void)deeper(0);
        break;
    case 'x':
        across_borders();
        break;
    case 'u':
        uart_storm();
        break;
    case 'm':
        uart_misaligned();
        break;
    case 'q':
        wait_for_interrupts();
        break;
    case 'i':
        words();
        break;
    case 'j':
        fall_off_the_end();
        break;
    default:
        flood_kernel_with(which);
        break;
    }
}
