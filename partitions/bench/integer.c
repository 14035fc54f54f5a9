/* Integer work of the sort that control software does: a linked list, matrices, a scanner of text, a checksum. */
#include "bench.h"

#include <stdbool.h>
#include <stddef.h>

#define NODES 200U
#define SIZE 12U
#define TEXT_BYTES 512U

/* ---- CRC-16 with the polynomial x^16 + x^12 + x^5 + 1, bit by bit ---- */

static uint16_t crc16(uint32_t word, uint16_t crc)
{
    for (int bit = 31; bit >= 0; bit--) {
        bool feedback = (((uint32_t)crc >> 15) ^ ((word >> bit) & 1U)) != 0U;
        crc = (uint16_t)(crc << 1);
        if (feedback) {
            crc ^= 0x1021U;
        }
    }
    return crc;
}

/* ---- linked list ---- */

struct node {
    struct node *next;
    int16_t key;
    int16_t payload;
};

static struct node nodes[NODES];

static struct node *build_list(uint32_t seed)
{
    struct node *first = NULL;
    for (size_t i = 0; i < NODES; i++) {
        /* Steps of 77 through the array, so that neighbours in the list are none in memory. */
        struct node *node = &nodes[(i * 77U) % NODES];
        node->key = (int16_t)(next_number(&seed) & 0x7fffU);
        node->payload = (int16_t)i;
        node->next = first;
        first = node;
    }
    return first;
}

static struct node *reverse(struct node *list)
{
    struct node *reversed = NULL;
    while (list != NULL) {
        struct node *next = list->next;
        list->next = reversed;
        reversed = list;
        list = next;
    }
    return reversed;
}

static const struct node *find(const struct node *list, int16_t key)
{
    while ((list != NULL) && (list->key != key)) {
        list = list->next;
    }
    return list;
}

static bool by_key(const struct node *a, const struct node *b)
{
    return a->key <= b->key;
}

static bool by_payload(const struct node *a, const struct node *b)
{
    return a->payload <= b->payload;
}

/* Merges two sorted lists. */
static struct node *merge(
    struct node *a, struct node *b, bool (*ordered)(const struct node *, const struct node *))
{
    struct node *first = NULL;
    struct node **end = &first;
    while ((a != NULL) && (b != NULL)) {
        if (ordered(a, b)) {
            *end = a;
            a = a->next;
        } else {
            *end = b;
            b = b->next;
        }
        end = &(*end)->next;
    }
    *end = (a != NULL) ? a : b;
    return first;
}

/* Sorts by halves. */
static struct node *sort(
    struct node *list, size_t length, bool (*ordered)(const struct node *, const struct node *))
{
    if (length < 2U) {
        if (list != NULL) {
            list->next = NULL;
        }
        return list;
    }
    size_t half = length / 2U;
    struct node *second = list;
    for (size_t i = 0; i < half; i++) {
        second = second->next;
    }
    struct node *upper = sort(second, length - half, ordered);
    return merge(sort(list, half, ordered), upper, ordered);
}

static uint16_t list_work(uint32_t seed, uint16_t crc)
{
    struct node *list = reverse(build_list(seed));
    uint32_t probe = seed;
    for (int i = 0; i < 16; i++) {
        int16_t key = (int16_t)(next_number(&probe) & 0x7fffU);
        const struct node *found = find(list, (i & 1) != 0 ? (int16_t)~key : key);
        crc = crc16((found != NULL) ? (uint32_t)(uint16_t)found->payload : 0xffffU, crc);
    }
    list = sort(list, NODES, by_key);
    for (const struct node *node = list; node != NULL; node = node->next) {
        if ((node->payload & 7) == 0) {
            crc = crc16((uint32_t)(uint16_t)node->key, crc);
        }
    }
    list = sort(list, NODES, by_payload);
    return crc16((uint32_t)(uint16_t)list->key, crc);
}

/* ---- matrices ---- */

static int16_t left[SIZE][SIZE];
static int16_t right[SIZE][SIZE];
static int32_t product[SIZE][SIZE];

static void fill(uint32_t seed)
{
    for (size_t row = 0; row < SIZE; row++) {
        for (size_t column = 0; column < SIZE; column++) {
            left[row][column] = (int16_t)(next_number(&seed) & 0xffU);
            right[row][column] = (int16_t)((next_number(&seed) & 0xffU) - 128U);
        }
    }
}

static void multiply(void)
{
    for (size_t row = 0; row < SIZE; row++) {
        for (size_t column = 0; column < SIZE; column++) {
            int32_t sum = 0;
            for (size_t k = 0; k < SIZE; k++) {
                sum += (int32_t)left[row][k] * right[k][column];
            }
            product[row][column] = sum;
        }
    }
}

static void multiply_fields(void)
{
    for (size_t row = 0; row < SIZE; row++) {
        for (size_t column = 0; column < SIZE; column++) {
            int32_t sum = 0;
            for (size_t k = 0; k < SIZE; k++) {
                int32_t term = (int32_t)left[row][k] * right[k][column];
                sum += ((term >> 2) & 0xf) * ((term >> 5) & 0x7f);
            }
            product[row][column] += sum;
        }
    }
}

/* Counts how often the running sum passes a limit and how often values rise. */
static uint32_t judge(int32_t limit)
{
    int32_t sum = 0;
    int32_t before = 0;
    uint32_t score = 0;
    for (size_t row = 0; row < SIZE; row++) {
        for (size_t column = 0; column < SIZE; column++) {
            int32_t value = product[row][column];
            sum += value;
            if (sum > limit) {
                score += 10U;
                sum = 0;
            } else if (value > before) {
                score++;
            }
            before = value;
        }
    }
    return score;
}

static uint16_t matrix_work(uint32_t seed, uint16_t crc)
{
    fill(seed);
    multiply();
    crc = crc16(judge(20000), crc);
    multiply_fields();
    return crc16(judge(40000), crc);
}

/* ---- scanner of text ---- */

enum state { START, SIGN, WHOLE, POINT, FRACTION, EXPONENT, EXPONENT_DIGITS, WORD, WRONG, STATES };

static char text[TEXT_BYTES];
static uint32_t ends[STATES];
static uint32_t steps[STATES];

static void write_text(uint32_t seed)
{
    static const char *const samples[] = {
        "5012,", "+874,", "-122,", "35.54,", "-110.700,", ".1234500,",
        "5.5e+3,", "-.123e-2,", "abs_on,", "wheel7,", "T0.3e-1F,", "1.2.3,", "++7,",
    };
    size_t at = 0;
    while (at < TEXT_BYTES - 16U) {
        uint32_t number = next_number(&seed);
        const char *sample = samples[(number >> 4) % (sizeof samples / sizeof samples[0])];
        while (*sample != '\0') {
            text[at++] = *sample++;
        }
        if ((number & 0xfU) == 0U) {
            text[at - 2U] ^= (char)(number >> 28);
        }
    }
    text[at] = '\0';
}

static bool is_digit(char c)
{
    return (c >= '0') && (c <= '9');
}

static enum state step(enum state state, char c)
{
    switch (state) {
    case START:
        if (is_digit(c)) {
            return WHOLE;
        }
        if ((c == '+') || (c == '-')) {
            return SIGN;
        }
        if (c == '.') {
            return POINT;
        }
        return ((c >= 'a') && (c <= 'z')) ? WORD : WRONG;
    case SIGN:
        if (is_digit(c)) {
            return WHOLE;
        }
        return (c == '.') ? POINT : WRONG;
    case WHOLE:
        if (is_digit(c)) {
            return WHOLE;
        }
        if (c == '.') {
            return POINT;
        }
        return (c == 'e') ? EXPONENT : WRONG;
    case POINT:
        return is_digit(c) ? FRACTION : WRONG;
    case FRACTION:
        if (is_digit(c)) {
            return FRACTION;
        }
        return (c == 'e') ? EXPONENT : WRONG;
    case EXPONENT:
        return (is_digit(c) || (c == '+') || (c == '-')) ? EXPONENT_DIGITS : WRONG;
    case EXPONENT_DIGITS:
        return is_digit(c) ? EXPONENT_DIGITS : WRONG;
    case WORD:
        return (((c >= 'a') && (c <= 'z')) || is_digit(c) || (c == '_')) ? WORD : WRONG;
    default:
        return state;
    }
}

static uint16_t text_work(uint32_t seed, uint16_t crc)
{
    write_text(seed);
    enum state state = START;
    for (const char *c = text; *c != '\0'; c++) {
        steps[state]++;
        if (*c == ',') {
            ends[state]++;
            state = START;
        } else {
            state = step(state, *c);
        }
    }
    for (size_t i = 0; i < STATES; i++) {
        crc = crc16(ends[i] << 16 | (steps[i] & 0xffffU), crc);
    }
    return crc;
}

int main(void)
{
    uint32_t rounds = bench_rounds;
    uint32_t seed = 0x2545f491U;
    uint32_t checksum = 0;
    for (uint32_t i = 0; i < rounds; i++) {
        uint16_t crc = list_work(next_number(&seed), 0xffffU);
        crc = matrix_work(next_number(&seed), crc);
        crc = text_work(next_number(&seed), crc);
        checksum = (checksum << 1 | checksum >> 31) ^ crc;
    }
    report("integer", rounds, checksum);
    return 0;
}
