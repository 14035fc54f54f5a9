/* First instructions of every partition: stack, global pointer, then the event loop. */
    .section .text.start, "ax"
    .globl _start
_start:
    .option push
    .option norelax
    la gp, __global_pointer$
    .option pop
    la sp, __stack_top
    tail bulkhead_main
