/* Enters main in user mode behind four PMP entries; what main returns becomes the program's exit code. */
#define NAPOT_64K(base) (((base) >> 2) | 0x1fff)
#define NAPOT_4K(base) (((base) >> 2) | 0x1ff)
#define PMP_R 0x01
#define PMP_W 0x02
#define PMP_X 0x04
#define PMP_NAPOT 0x18
#define MSTATUS_MPP 0x1800
#define CAUSE_USER_ECALL 8
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
    la t0, in_user_mode
    csrw mepc, t0
    mret

in_user_mode:
    la sp, __stack_top
    call main
    ecall

/* The one trap expected is the last ecall; any other ends with its cause as the code. */
    .balign 4
on_trap:
    csrr t0, mcause
    li t1, CAUSE_USER_ECALL
    beq t0, t1, 1f
    addi a0, t0, 64
1:  li t0, FINISHER_PASS
    beqz a0, 2f
    slli a0, a0, 16
    li t0, FINISHER_FAIL
    or t0, t0, a0
2:  li t1, FINISHER
    sw t0, 0(t1)
3:  j 3b
