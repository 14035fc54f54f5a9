/* Enters main in user mode behind four PMP entries; what main returns becomes the program's exit code. */
#define NAPOT_64K(base) (((base) >> 2) | 0x1fff)
#define NAPOT_4K(base) (((base) >> 2) | 0x1ff)
#define PMP_R 0x01
#define PMP_W 0x02
#define PMP_X 0x04
#define PMP_NAPOT 0x18
#define MSTATUS_MPP 0x1800
#define MSTATUS_FS_INITIAL 0x2000
#define CAUSE_USER_ECALL 8
#define CALL_EXIT 0
#define CALL_ARM 1
#define MTIMECMP 0x02004000
#define MIE_MTIE 0x80
#define FINISHER 0x100000
#define FINISHER_PASS 0x5555
#define FINISHER_FAIL 0x3333

    .section .text.start, "ax"
    .globl _start
_start:
    la t0, on_trap
    csrw mtvec, t0
    li t0, NAPOT_64K(0x80000000)
    csrw pmpaddr0, t0
    li t0, NAPOT_64K(0x80010000)
    csrw pmpaddr1, t0
    li t0, NAPOT_64K(0x80020000)
    csrw pmpaddr2, t0
    li t0, NAPOT_4K(0x10000000)
    csrw pmpaddr3, t0
    li t0, (PMP_NAPOT | PMP_R | PMP_X) | (PMP_NAPOT | PMP_R) << 8 | (PMP_NAPOT | PMP_R | PMP_W) << 16 | (PMP_NAPOT | PMP_R | PMP_W) << 24
    csrw pmpcfg0, t0
    li t0, MSTATUS_MPP
    csrc mstatus, t0
    li t0, MSTATUS_FS_INITIAL
    csrs mstatus, t0
    la t0, in_user_mode
    csrw mepc, t0
    mret

in_user_mode:
    la sp, __stack_top
    call main
    li a7, CALL_EXIT
    ecall

/* A call arms the timer or ends the program; any other trap but the timer's ends it with its cause as the code. */
    .balign 4
on_trap:
    csrw mscratch, t0
    la t0, kept
    sw t1, 0(t0)
    sw t2, 4(t0)
    csrr t1, mcause
    bltz t1, on_timer
    li t2, CAUSE_USER_ECALL
    bne t1, t2, unexpected
    li t2, CALL_ARM
    bne a7, t2, finish
    csrr t1, mepc
    addi t1, t1, 4
    csrw mepc, t1
    li t1, MTIMECMP
    sw zero, 4(t1)
    sw zero, 0(t1)
    li t1, MIE_MTIE
    csrs mie, t1
    j resume

on_timer:
    li t1, MIE_MTIE
    csrc mie, t1
    li t1, MTIMECMP
    li t2, -1
    sw t2, 4(t1)
    la t1, bench_interrupts
    lw t2, 0(t1)
    addi t2, t2, 1
    sw t2, 0(t1)

resume:
    lw t2, 4(t0)
    lw t1, 0(t0)
    csrr t0, mscratch
    mret

unexpected:
    addi a0, t1, 64
finish:
    li t0, FINISHER_PASS
    beqz a0, 2f
    slli a0, a0, 16
    li t0, FINISHER_FAIL
    or t0, t0, a0
2:  li t1, FINISHER
    sw t0, 0(t1)
3:  j 3b

    .bss
    .balign 4
kept:
    .space 8
    .globl bench_interrupts
bench_interrupts:
    .space 4
