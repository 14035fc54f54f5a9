/* Instructions that a user program must not get away with, each followed by a return. */
    .option norvc
    .macro try word
    .word \word
    ret
    .endm

    .text
    .globl execute_word
execute_word:
    la t0, table
    slli t1, a0, 3
    add t0, t0, t1
    jr t0

table:
    try 0x00000000 /* defined illegal */
    try 0xffffffff
    try 0x0000000b /* kernel entries: reset, boot, trap, restart, wait, none */
    try 0x0010000b
    try 0x0020000b
    try 0x0030000b
    try 0x0040000b
    try 0x0050000b
    try 0xfff0000b
    try 0x30200073 /* mret */
    try 0x10200073 /* sret */
    try 0x00200073 /* uret */
    try 0x10500073 /* wfi: allowed */
    try 0x12000073 /* sfence.vma */
    try 0x30047073 /* csrci mstatus, 8 */
    try 0x30001073 /* csrw mstatus, x0 */
    try 0x30401073 /* csrw mie, x0 */
    try 0x34401073 /* csrw mip, x0 */
    try 0x30501073 /* csrw mtvec, x0 */
    try 0x34101073 /* csrw mepc, x0 */
    try 0x3a001073 /* csrw pmpcfg0, x0 */
    try 0x3b001073 /* csrw pmpaddr0, x0 */
    try 0x30601073 /* csrw mcounteren, x0 */
    try 0x32001073 /* csrw mcountinhibit, x0 */
    try 0xb0001073 /* csrw mcycle, x0 */
    try 0xb0201073 /* csrw minstret, x0 */
    try 0x34001073 /* csrw mscratch, x0 */
    try 0x30a01073 /* csrw menvcfg, x0 */
    try 0xc00022f3 /* rdcycle t0 */
    try 0xc01022f3 /* rdtime t0 */
    try 0xc02022f3 /* rdinstret t0 */
    try 0xf14022f3 /* csrr t0, mhartid */
    try 0x0030f2f3 /* csrrci t0, fcsr, 1: allowed */
    try 0x00100073 /* ebreak */
    try 0x0ff0000f /* fence: allowed */
    try 0x0000100f /* fence.i: allowed */
    try 0x0000500f /* a fence that is none */
    try 0x1000202f /* lr.w of address 0 */
    try 0xd2057053 /* a conversion with dynamic rounding */
table_end:

    .globl fall_off_the_end
fall_off_the_end:
    la t0, __text_end
    li t1, 0xfff
    add t0, t0, t1
    not t1, t1
    and t0, t0, t1 /* the first address behind the code's pages, or in its constants */
    addi t0, t0, -2
    jr t0

    .section .rodata
    .globl word_count
    .balign 4
word_count:
    .word (table_end - table) / 8
