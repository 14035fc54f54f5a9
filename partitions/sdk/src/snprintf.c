/* Formatted text into a buffer. */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define DECIMAL 10U
#define OCTAL 8U
#define HEXADECIMAL 16U
#define MAX_DIGITS 22U /* of 2^64 in octal */
#define MAX_PLACES 9
#define DEFAULT_PLACES 6
#define POINTER_DIGITS 8
#define WORD_BITS 32U
#define MAX_FIELD 4096 /* of width and precision */

#define DOUBLE_FRACTION_BITS 52U
#define DOUBLE_EXPONENT_MASK 0x7ffU
#define DOUBLE_EXPONENT_MAX 0x7ffU
#define DOUBLE_LSB_BIAS 1075 /* a double is mantissa * 2^(exponent field - 1075) */

struct output {
    char *buffer;
    size_t size;
    size_t length; /* of the whole text, also of what does not fit */
};

enum length { LENGTH_CHAR, LENGTH_SHORT, LENGTH_INT, LENGTH_LONG, LENGTH_LONG_LONG };

struct conversion {
    bool left;
    bool plus;
    bool space;
    bool zeros;
    bool alternative;
    int32_t width;
    int32_t precision; /* -1: none given */
    enum length length;
};

static void put(struct output *out, char c)
{
    if (out->length + 1U < out->size) {
        out->buffer[out->length] = c;
    }
    out->length++;
}

static void put_repeated(struct output *out, char c, int32_t count)
{
    for (int32_t i = 0; i < count; i++) {
        put(out, c);
    }
}

static void put_bytes(struct output *out, const char *text, uint32_t length)
{
    for (uint32_t i = 0; i < length; i++) {
        put(out, text[i]);
    }
}

/* Prefix (sign or 0x), zeros and text, filled up to the field's width. */
static void put_field(struct output *out, const struct conversion *how, const char *prefix, int32_t zeros,
                      const char *text, uint32_t length)
{
    uint32_t prefix_length = (uint32_t)strlen(prefix);
    int32_t fill = how->width - (int32_t)prefix_length - zeros - (int32_t)length;
    if (!how->left) {
        put_repeated(out, ' ', fill);
    }
    put_bytes(out, prefix, prefix_length);
    put_repeated(out, '0', zeros);
    put_bytes(out, text, length);
    if (how->left) {
        put_repeated(out, ' ', fill);
    }
}

/* Writes digits that end before `end`; returns where they begin. */
static char *digits_before(char *end, uint64_t value, uint32_t base, bool capitals)
{
    const char *digits = capitals ? "0123456789ABCDEF" : "0123456789abcdef";
    char *first = end;
    uint64_t rest = value;
    for (; rest > UINT32_MAX; rest /= base) {
        first--;
        *first = digits[rest % base];
    }
    for (uint32_t low = (uint32_t)rest; low > 0U; low /= base) {
        first--;
        *first = digits[low % base];
    }
    return first;
}

static int32_t zeros_to_width(const struct conversion *how, const char *prefix, uint32_t length)
{
    return how->width - (int32_t)strlen(prefix) - (int32_t)length;
}

static void put_integer(struct output *out, const struct conversion *how, const char *prefix, uint64_t value,
                        uint32_t base, bool capitals)
{
    char digits[MAX_DIGITS];
    char *end = digits + MAX_DIGITS;
    char *first = digits_before(end, value, base, capitals);
    uint32_t length = (uint32_t)(end - first);
    int32_t zeros = ((how->precision < 0) ? 1 : how->precision) - (int32_t)length;
    if ((how->precision < 0) && how->zeros && !how->left) {
        int32_t to_width = zeros_to_width(how, prefix, length);
        zeros = (to_width > zeros) ? to_width : zeros;
    }
    if (how->alternative && (base == OCTAL) && (zeros <= 0)) {
        zeros = 1;
    }
    put_field(out, how, prefix, (zeros < 0) ? 0 : zeros, first, length);
}

static const char *sign_text(const struct conversion *how, bool negative)
{
    if (negative) {
        return "-";
    }
    if (how->plus) {
        return "+";
    }
    return how->space ? " " : "";
}

/*
 * A fraction below 1 in 96 bits behind the point, highest word first. That holds all bits of those that can reach
 * the ninth place; of smaller ones bits may be cut, but they round to zero anyway.
 */
struct fraction {
    uint32_t words[3];
};

static struct fraction fraction_of(uint64_t mantissa, uint32_t bits_behind_point)
{
    struct fraction result = {{0, 0, 0}};
    const uint32_t all_bits = 3U * WORD_BITS;
    for (uint32_t bit = 0; bit <= DOUBLE_FRACTION_BITS; bit++) {
        uint32_t place = bits_behind_point - bit; /* 1: one half */
        if ((bit < bits_behind_point) && (place <= all_bits) && (((mantissa >> bit) & 1U) != 0U)) {
            result.words[(place - 1U) / WORD_BITS] |= 0x80000000U >> ((place - 1U) % WORD_BITS);
        }
    }
    return result;
}

static uint32_t next_digit(struct fraction *fraction)
{
    uint64_t carry = 0;
    for (uint32_t i = 3; i > 0U; i--) {
        carry += (uint64_t)fraction->words[i - 1U] * DECIMAL;
        fraction->words[i - 1U] = (uint32_t)carry;
        carry >>= WORD_BITS;
    }
    return (uint32_t)carry;
}

/* Half way cases go to the even digit, as the hardware rounds. */
static bool rounds_up(const struct fraction *rest, bool odd)
{
    const uint32_t half = 0x80000000U;
    bool exactly_half = (rest->words[0] == half) && (rest->words[1] == 0U) && (rest->words[2] == 0U);
    return exactly_half ? odd : (rest->words[0] >= half);
}

static void put_special(struct output *out, const struct conversion *how, const char *sign, const char *text)
{
    put_field(out, how, sign, 0, text, (uint32_t)strlen(text));
}

/* Digits of a finite number below 2^64: whole part, then `places` decimals as one number. */
static void put_decimal(struct output *out, const struct conversion *how, const char *sign, uint64_t whole,
                        struct fraction fraction, int32_t places)
{
    uint32_t decimals = 0;
    uint32_t scale = 1;
    for (int32_t i = 0; i < places; i++) {
        decimals = decimals * DECIMAL + next_digit(&fraction);
        scale *= DECIMAL;
    }
    bool odd = (((places == 0) ? whole : decimals) & 1U) != 0U;
    if (rounds_up(&fraction, odd)) {
        decimals++;
        if (decimals == scale || places == 0) {
            decimals = 0;
            whole++;
        }
    }
    char text[MAX_DIGITS + MAX_PLACES + 1];
    char *end = text + sizeof text;
    char *first = end;
    for (int32_t i = 0; i < places; i++) {
        first--;
        *first = (char)('0' + (char)(decimals % DECIMAL));
        decimals /= DECIMAL;
    }
    if ((places > 0) || how->alternative) {
        first--;
        *first = '.';
    }
    char *point = first;
    first = digits_before(first, whole, DECIMAL, false);
    if (first == point) {
        first--;
        *first = '0';
    }
    uint32_t length = (uint32_t)(end - first);
    int32_t zeros = (how->zeros && !how->left) ? zeros_to_width(how, sign, length) : 0;
    put_field(out, how, sign, (zeros < 0) ? 0 : zeros, first, length);
}

static void put_floating(struct output *out, const struct conversion *how, double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    const char *sign = sign_text(how, (bits >> 63) != 0U);
    uint32_t field = (uint32_t)(bits >> DOUBLE_FRACTION_BITS) & DOUBLE_EXPONENT_MASK;
    uint64_t mantissa = bits & ((1ULL << DOUBLE_FRACTION_BITS) - 1U);
    if (field == DOUBLE_EXPONENT_MAX) {
        put_special(out, how, sign, (mantissa == 0U) ? "inf" : "nan");
        return;
    }
    if (field == 0U) {
        field = 1;
    } else {
        mantissa |= 1ULL << DOUBLE_FRACTION_BITS;
    }
    int32_t exponent = (int32_t)field - DOUBLE_LSB_BIAS;
    int32_t places = (how->precision < 0) ? DEFAULT_PLACES : how->precision;
    places = (places > MAX_PLACES) ? MAX_PLACES : places;
    if (exponent > 11) {
        put_special(out, how, sign, "ovf");
    } else if (exponent >= 0) {
        struct fraction none = {{0, 0, 0}};
        put_decimal(out, how, sign, mantissa << (uint32_t)exponent, none, places);
    } else {
        uint32_t behind = (uint32_t)-exponent;
        uint64_t whole = (behind > DOUBLE_FRACTION_BITS) ? 0U : (mantissa >> behind);
        put_decimal(out, how, sign, whole, fraction_of(mantissa, behind), places);
    }
}

static const char *read_number(const char *format, int32_t *number)
{
    int32_t value = 0;
    for (; (*format >= '0') && (*format <= '9'); format++) {
        value = (value * (int32_t)DECIMAL) + (*format - '0');
        value = (value > MAX_FIELD) ? MAX_FIELD : value;
    }
    *number = value;
    return format;
}

static const char *read_flags(const char *format, struct conversion *how)
{
    for (;; format++) {
        switch (*format) {
        case '-':
            how->left = true;
            break;
        case '+':
            how->plus = true;
            break;
        case ' ':
            how->space = true;
            break;
        case '0':
            how->zeros = true;
            break;
        case '#':
            how->alternative = true;
            break;
        default:
            return format;
        }
    }
}

static const char *read_length(const char *format, enum length *length)
{
    *length = LENGTH_INT;
    if ((format[0] == 'h') && (format[1] == 'h')) {
        *length = LENGTH_CHAR;
        return format + 2;
    }
    if ((format[0] == 'l') && (format[1] == 'l')) {
        *length = LENGTH_LONG_LONG;
        return format + 2;
    }
    if (format[0] == 'h') {
        *length = LENGTH_SHORT;
        return format + 1;
    }
    if ((format[0] == 'l') || (format[0] == 'z')) {
        *length = LENGTH_LONG;
        return format + 1;
    }
    return format;
}

static int64_t signed_argument(va_list *arguments, enum length length)
{
    switch (length) {
    case LENGTH_CHAR:
        return (signed char)va_arg(*arguments, int);
    case LENGTH_SHORT:
        return (short)va_arg(*arguments, int);
    case LENGTH_LONG_LONG:
        return va_arg(*arguments, long long);
    case LENGTH_LONG:
        return va_arg(*arguments, long);
    case LENGTH_INT:
        break;
    }
    return va_arg(*arguments, int);
}

static uint64_t unsigned_argument(va_list *arguments, enum length length)
{
    switch (length) {
    case LENGTH_CHAR:
        return (unsigned char)va_arg(*arguments, unsigned int);
    case LENGTH_SHORT:
        return (unsigned short)va_arg(*arguments, unsigned int);
    case LENGTH_LONG_LONG:
        return va_arg(*arguments, unsigned long long);
    case LENGTH_LONG:
        return va_arg(*arguments, unsigned long);
    case LENGTH_INT:
        break;
    }
    return va_arg(*arguments, unsigned int);
}

static void put_signed(struct output *out, const struct conversion *how, int64_t value)
{
    uint64_t magnitude = (value < 0) ? (0U - (uint64_t)value) : (uint64_t)value;
    put_integer(out, how, sign_text(how, value < 0), magnitude, DECIMAL, false);
}

static void put_hexadecimal(struct output *out, const struct conversion *how, uint64_t value, bool capitals)
{
    bool prefixed = how->alternative && (value != 0U);
    const char *prefix = capitals ? "0X" : "0x";
    put_integer(out, how, prefixed ? prefix : "", value, HEXADECIMAL, capitals);
}

static void put_string(struct output *out, const struct conversion *how, const char *text)
{
    const char *shown = (text == NULL) ? "(null)" : text;
    size_t length = (how->precision < 0) ? strlen(shown) : strnlen(shown, (size_t)how->precision);
    put_field(out, how, "", 0, shown, (uint32_t)length);
}

/* False if the conversion is none that exists here. */
static bool convert(struct output *out, struct conversion *how, char kind, va_list *arguments)
{
    char character;
    switch (kind) {
    case 'd':
    case 'i':
        put_signed(out, how, signed_argument(arguments, how->length));
        return true;
    case 'u':
        put_integer(out, how, "", unsigned_argument(arguments, how->length), DECIMAL, false);
        return true;
    case 'x':
    case 'X':
        put_hexadecimal(out, how, unsigned_argument(arguments, how->length), kind == 'X');
        return true;
    case 'o':
        put_integer(out, how, "", unsigned_argument(arguments, how->length), OCTAL, false);
        return true;
    case 'c':
        character = (char)va_arg(*arguments, int);
        put_field(out, how, "", 0, &character, 1);
        return true;
    case 's':
        put_string(out, how, va_arg(*arguments, const char *));
        return true;
    case 'p':
        how->precision = POINTER_DIGITS;
        put_integer(out, how, "0x", (uintptr_t)va_arg(*arguments, void *), HEXADECIMAL, false);
        return true;
    case 'f':
        put_floating(out, how, va_arg(*arguments, double));
        return true;
    case '%':
        put(out, '%');
        return true;
    default:
        return false;
    }
}

static const char *read_width(const char *format, struct conversion *how, va_list *arguments)
{
    if (*format != '*') {
        return read_number(format, &how->width);
    }
    how->width = va_arg(*arguments, int);
    if (how->width < 0) {
        how->left = true;
        how->width = -how->width;
    }
    return format + 1;
}

static const char *read_precision(const char *format, struct conversion *how, va_list *arguments)
{
    how->precision = -1;
    if (*format != '.') {
        return format;
    }
    if (format[1] != '*') {
        return read_number(format + 1, &how->precision);
    }
    how->precision = va_arg(*arguments, int);
    return format + 2;
}

static bool put_all(struct output *out, const char *format, va_list *arguments)
{
    while (*format != '\0') {
        if (*format != '%') {
            put(out, *format);
            format++;
            continue;
        }
        struct conversion how = {0};
        format = read_flags(format + 1, &how);
        format = read_width(format, &how, arguments);
        format = read_precision(format, &how, arguments);
        format = read_length(format, &how.length);
        if (!convert(out, &how, *format, arguments)) {
            return false;
        }
        format++;
    }
    return true;
}

int vsnprintf(char *restrict buffer, size_t size, const char *restrict format, va_list arguments)
{
    struct output out = {buffer, size, 0};
    va_list copy;
    va_copy(copy, arguments);
    bool good = put_all(&out, format, &copy);
    va_end(copy);
    if (size > 0U) {
        buffer[(out.length < size) ? out.length : (size - 1U)] = '\0';
    }
    return good ? (int)out.length : -1;
}

int snprintf(char *restrict buffer, size_t size, const char *restrict format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(buffer, size, format, arguments);
    va_end(arguments);
    return length;
}
