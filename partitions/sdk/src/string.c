/* Memory and strings. Copies and fills go by words where both ends are aligned alike. */
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define WORD_BYTES sizeof(uint32_t)
#define WORD_MASK (WORD_BYTES - 1U)
#define BLOCK_BYTES (8U * WORD_BYTES)

/* The compiler must not turn these loops into calls of the functions they stand in. */
#define NO_LIBRARY_CALLS __attribute__((no_builtin))

static bool aligned_alike(const void *a, const void *b)
{
    return ((((uintptr_t)a) ^ ((uintptr_t)b)) & WORD_MASK) == 0U;
}

NO_LIBRARY_CALLS void *memcpy(void *restrict to, const void *restrict from, size_t n)
{
    uint8_t *t = to;
    const uint8_t *f = from;
    if (aligned_alike(t, f)) {
        for (; (n > 0U) && (((uintptr_t)t & WORD_MASK) != 0U); n--) {
            *t++ = *f++;
        }
        uint32_t *tw = (uint32_t *)(void *)t;
        const uint32_t *fw = (const uint32_t *)(const void *)f;
        for (; n >= BLOCK_BYTES; n -= BLOCK_BYTES) {
            uint32_t a = fw[0];
            uint32_t b = fw[1];
            uint32_t c = fw[2];
            uint32_t d = fw[3];
            uint32_t e = fw[4];
            uint32_t g = fw[5];
            uint32_t h = fw[6];
            uint32_t i = fw[7];
            tw[0] = a;
            tw[1] = b;
            tw[2] = c;
            tw[3] = d;
            tw[4] = e;
            tw[5] = g;
            tw[6] = h;
            tw[7] = i;
            tw += 8;
            fw += 8;
        }
        for (; n >= WORD_BYTES; n -= WORD_BYTES) {
            *tw++ = *fw++;
        }
        t = (uint8_t *)tw;
        f = (const uint8_t *)fw;
    }
    for (; n > 0U; n--) {
        *t++ = *f++;
    }
    return to;
}

NO_LIBRARY_CALLS void *memmove(void *to, const void *from, size_t n)
{
    uint8_t *t = to;
    const uint8_t *f = from;
    if (((uintptr_t)t - (uintptr_t)f) >= n) {
        /* Ascending order never reads what it has already written. */
        if (aligned_alike(t, f)) {
            for (; (n > 0U) && (((uintptr_t)t & WORD_MASK) != 0U); n--) {
                *t++ = *f++;
            }
            for (; n >= WORD_BYTES; n -= WORD_BYTES) {
                *(uint32_t *)(void *)t = *(const uint32_t *)(const void *)f;
                t += WORD_BYTES;
                f += WORD_BYTES;
            }
        }
        for (; n > 0U; n--) {
            *t++ = *f++;
        }
        return to;
    }
    t += n;
    f += n;
    if (aligned_alike(t, f)) {
        for (; (n > 0U) && (((uintptr_t)t & WORD_MASK) != 0U); n--) {
            *--t = *--f;
        }
        for (; n >= WORD_BYTES; n -= WORD_BYTES) {
            t -= WORD_BYTES;
            f -= WORD_BYTES;
            *(uint32_t *)(void *)t = *(const uint32_t *)(const void *)f;
        }
    }
    for (; n > 0U; n--) {
        *--t = *--f;
    }
    return to;
}

NO_LIBRARY_CALLS void *memset(void *to, int value, size_t n)
{
    uint8_t *t = to;
    uint8_t byte = (uint8_t)value;
    for (; (n > 0U) && (((uintptr_t)t & WORD_MASK) != 0U); n--) {
        *t++ = byte;
    }
    uint32_t word = byte * 0x01010101U;
    uint32_t *tw = (uint32_t *)(void *)t;
    for (; n >= BLOCK_BYTES; n -= BLOCK_BYTES) {
        tw[0] = word;
        tw[1] = word;
        tw[2] = word;
        tw[3] = word;
        tw[4] = word;
        tw[5] = word;
        tw[6] = word;
        tw[7] = word;
        tw += 8;
    }
    for (; n >= WORD_BYTES; n -= WORD_BYTES) {
        *tw++ = word;
    }
    t = (uint8_t *)tw;
    for (; n > 0U; n--) {
        *t++ = byte;
    }
    return to;
}

NO_LIBRARY_CALLS int memcmp(const void *a, const void *b, size_t n)
{
    const uint8_t *x = a;
    const uint8_t *y = b;
    for (size_t i = 0; i < n; i++) {
        if (x[i] != y[i]) {
            return (int)x[i] - (int)y[i];
        }
    }
    return 0;
}

NO_LIBRARY_CALLS void *memchr(const void *s, int value, size_t n)
{
    const uint8_t *p = s;
    for (size_t i = 0; i < n; i++) {
        if (p[i] == (uint8_t)value) {
            return (void *)(uintptr_t)(p + i);
        }
    }
    return NULL;
}

NO_LIBRARY_CALLS size_t strlen(const char *s)
{
    size_t n = 0;
    while (s[n] != '\0') {
        n++;
    }
    return n;
}

NO_LIBRARY_CALLS size_t strnlen(const char *s, size_t most)
{
    size_t n = 0;
    while ((n < most) && (s[n] != '\0')) {
        n++;
    }
    return n;
}

NO_LIBRARY_CALLS int strcmp(const char *a, const char *b)
{
    size_t i = 0;
    while ((a[i] == b[i]) && (a[i] != '\0')) {
        i++;
    }
    return (int)(uint8_t)a[i] - (int)(uint8_t)b[i];
}

NO_LIBRARY_CALLS int strncmp(const char *a, const char *b, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if ((a[i] != b[i]) || (a[i] == '\0')) {
            return (int)(uint8_t)a[i] - (int)(uint8_t)b[i];
        }
    }
    return 0;
}

NO_LIBRARY_CALLS char *strchr(const char *s, int c)
{
    for (;; s++) {
        if (*s == (char)c) {
            return (char *)(uintptr_t)s;
        }
        if (*s == '\0') {
            return NULL;
        }
    }
}

NO_LIBRARY_CALLS char *strrchr(const char *s, int c)
{
    const char *last = NULL;
    for (;; s++) {
        if (*s == (char)c) {
            last = s;
        }
        if (*s == '\0') {
            return (char *)(uintptr_t)last;
        }
    }
}

NO_LIBRARY_CALLS char *strcpy(char *restrict to, const char *restrict from)
{
    size_t i = 0;
    do {
        to[i] = from[i];
    } while (from[i++] != '\0');
    return to;
}

NO_LIBRARY_CALLS char *strncpy(char *restrict to, const char *restrict from, size_t n)
{
    size_t i = 0;
    for (; (i < n) && (from[i] != '\0'); i++) {
        to[i] = from[i];
    }
    for (; i < n; i++) {
        to[i] = '\0';
    }
    return to;
}
