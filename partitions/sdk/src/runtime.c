/*
 * What the compiler calls for operations that RV32 has no instruction for: 64-bit division, 64-bit integers to and
 * from floating point. Multiplication, shifts and bit counts of 64 bits it does in line. Names and meaning are the
 * compiler's, so each function is used although no header declares it.
 */
#include <stdbool.h>
#include <stdint.h>

#define WORD_BITS 32U
#define HALF_BITS 16U
#define HALF_MASK 0xffffU
#define TWO_32 0x1p32
#define TWO_63 0x1p63
#define TWO_64 0x1p64
#define TWO_MINUS_32 0x1p-32

uint64_t __udivdi3(uint64_t dividend, uint64_t divisor);
uint64_t __umoddi3(uint64_t dividend, uint64_t divisor);
int64_t __divdi3(int64_t dividend, int64_t divisor);
int64_t __moddi3(int64_t dividend, int64_t divisor);
double __floatdidf(int64_t value);
double __floatundidf(uint64_t value);
float __floatdisf(int64_t value);
float __floatundisf(uint64_t value);
int64_t __fixdfdi(double value);
uint64_t __fixunsdfdi(double value);
int64_t __fixsfdi(float value);
uint64_t __fixunssfdi(float value);

static uint32_t high(uint64_t value)
{
    return (uint32_t)(value >> WORD_BITS);
}

static uint64_t join(uint32_t high_word, uint32_t low_word)
{
    return ((uint64_t)high_word << WORD_BITS) | low_word;
}

/* ---- division ---- */

/*
 * One digit in base 2^16 of a long division: `rest` (below `divisor`) with 16 bits more. The divisor's highest bit
 * is set, so the estimate from its upper half is at most two too large.
 */
static uint32_t divide_digit(uint32_t *rest, uint32_t next_half, uint32_t divisor)
{
    uint32_t upper = divisor >> HALF_BITS;
    uint32_t lower = divisor & HALF_MASK;
    uint32_t digit = *rest / upper;
    uint32_t left = *rest % upper;
    while ((digit > HALF_MASK) || (digit * lower > ((left << HALF_BITS) | next_half))) {
        digit--;
        left += upper;
        if (left > HALF_MASK) {
            break;
        }
    }
    *rest = ((*rest << HALF_BITS) | next_half) - digit * divisor;
    return digit;
}

/* A quotient that fits into a word: high word of the dividend below the divisor, whose highest bit is set. */
static uint32_t divide_normalized(uint64_t dividend, uint32_t divisor)
{
    uint32_t rest = high(dividend);
    uint32_t low = (uint32_t)dividend;
    uint32_t first = divide_digit(&rest, low >> HALF_BITS, divisor);
    uint32_t second = divide_digit(&rest, low & HALF_MASK, divisor);
    return (first << HALF_BITS) + second;
}

static uint64_t divide_by_word(uint64_t dividend, uint32_t divisor)
{
    uint32_t quotient_high = high(dividend) / divisor;
    uint64_t rest = join(high(dividend) % divisor, (uint32_t)dividend);
    if (high(rest) == 0U) {
        return join(quotient_high, (uint32_t)rest / divisor);
    }
    uint32_t shift = (uint32_t)__builtin_clz(divisor);
    return join(quotient_high, divide_normalized(rest << shift, divisor << shift));
}

/*
 * Both halved and scaled until the divisor fills a word: the estimate is the quotient or one more, and is made one
 * less so that a single comparison puts it right.
 */
static uint64_t divide_by_long(uint64_t dividend, uint64_t divisor)
{
    uint32_t shift = (uint32_t)__builtin_clz(high(divisor));
    uint32_t estimate = divide_normalized(dividend >> 1, high(divisor << shift));
    uint32_t quotient = estimate >> (WORD_BITS - 1U - shift);
    if (quotient > 0U) {
        quotient--;
    }
    if (dividend - (quotient * divisor) >= divisor) {
        quotient++;
    }
    return quotient;
}

/* Division by zero gives all ones, as the instruction does. */
uint64_t __udivdi3(uint64_t dividend, uint64_t divisor)
{
    if (high(divisor) != 0U) {
        return divide_by_long(dividend, divisor);
    }
    if (divisor == 0U) {
        return UINT64_MAX;
    }
    if (high(dividend) == 0U) {
        return (uint32_t)dividend / (uint32_t)divisor;
    }
    return divide_by_word(dividend, (uint32_t)divisor);
}

uint64_t __umoddi3(uint64_t dividend, uint64_t divisor)
{
    return dividend - __udivdi3(dividend, divisor) * divisor;
}

static uint64_t magnitude(int64_t value)
{
    return (value < 0) ? (0U - (uint64_t)value) : (uint64_t)value;
}

int64_t __divdi3(int64_t dividend, int64_t divisor)
{
    if (divisor == 0) {
        return -1;
    }
    uint64_t quotient = __udivdi3(magnitude(dividend), magnitude(divisor));
    return (int64_t)(((dividend < 0) != (divisor < 0)) ? (0U - quotient) : quotient);
}

int64_t __moddi3(int64_t dividend, int64_t divisor)
{
    uint64_t rest = __umoddi3(magnitude(dividend), magnitude(divisor));
    return (int64_t)((dividend < 0) ? (0U - rest) : rest);
}

/* ---- 64-bit integers and floating point ---- */

/* The words are exact in double, so the sum rounds once. */
double __floatundidf(uint64_t value)
{
    return (double)high(value) * TWO_32 + (double)(uint32_t)value;
}

double __floatdidf(int64_t value)
{
    return (double)(int32_t)high((uint64_t)value) * TWO_32 + (double)(uint32_t)value;
}

/*
 * Above 2^53 the way through double would round twice. Its low 11 bits are gathered in bit 11, which is exact in
 * double and, far below a float's last place, says all that rounding needs to know.
 */
float __floatundisf(uint64_t value)
{
    const uint64_t cut = 0x7ffU;
    uint64_t exact = value;
    if ((value >> 53) != 0U) {
        exact = (value & ~cut) | (((value & cut) != 0U) ? (cut + 1U) : 0U);
    }
    return (float)__floatundidf(exact);
}

float __floatdisf(int64_t value)
{
    float result = __floatundisf(magnitude(value));
    return (value < 0) ? -result : result;
}

/* Towards zero; what does not fit, and NaN, gives the nearest and the greatest value, as the instructions do. */
uint64_t __fixunsdfdi(double value)
{
    if (value <= 0.0) {
        return 0;
    }
    if (!(value < TWO_64)) {
        return UINT64_MAX;
    }
    uint32_t upper = (uint32_t)(value * TWO_MINUS_32);
    return join(upper, (uint32_t)(value - (double)upper * TWO_32));
}

int64_t __fixdfdi(double value)
{
    if (!(value < TWO_63)) {
        return INT64_MAX;
    }
    if (value <= -TWO_63) {
        return INT64_MIN;
    }
    return (value < 0.0) ? -(int64_t)__fixunsdfdi(-value) : (int64_t)__fixunsdfdi(value);
}

uint64_t __fixunssfdi(float value)
{
    return __fixunsdfdi((double)value);
}

int64_t __fixsfdi(float value)
{
    return __fixdfdi((double)value);
}
