/*
 * Formatted text into a buffer; there are no files.
 *
 * Conversions: d i u x X o c s p f and %%. Flags - + space 0 #, width and precision (also *), lengths hh h l ll z.
 * %f is rounded exactly to at most 9 places; a magnitude of 2^64 or more is printed as "ovf". Anything else in the
 * format ends the text there and the result is -1.
 */
#pragma once

#include <stdarg.h>
#include <stddef.h>

/* Writes at most `size` bytes, the last of them 0; returns the length that the whole text has. */
int snprintf(char *restrict buffer, size_t size, const char *restrict format, ...)
    __attribute__((format(printf, 3, 4)));
int vsnprintf(char *restrict buffer, size_t size, const char *restrict format, va_list arguments)
    __attribute__((format(printf, 3, 0)));
