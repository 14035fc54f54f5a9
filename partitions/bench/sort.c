/* Sorting with calls: a quick sort that calls itself and compares through a pointer, and a heap. */
#include "bench.h"

#include <stdbool.h>
#include <stddef.h>

#define COUNT 512U

typedef struct {
    uint32_t key;
    uint32_t value;
} item;

typedef bool (*comparison)(const item *a, const item *b);

static item items[COUNT];

static bool by_key(const item *a, const item *b)
{
    return a->key < b->key;
}

static bool by_value(const item *a, const item *b)
{
    return a->value < b->value;
}

static void swap(item *a, item *b)
{
    item kept = *a;
    *a = *b;
    *b = kept;
}

static void quick(item *first, size_t count, comparison less)
{
    if (count < 2U) {
        return;
    }
    swap(&first[0], &first[count / 2U]);
    size_t border = 0;
    for (size_t i = 1; i < count; i++) {
        if (less(&first[i], &first[0])) {
            border++;
            swap(&first[border], &first[i]);
        }
    }
    swap(&first[0], &first[border]);
    quick(first, border, less);
    quick(&first[border + 1U], (count - border) - 1U, less);
}

static void sift(size_t at, size_t count, comparison less)
{
    for (;;) {
        size_t child = (2U * at) + 1U;
        if (child >= count) {
            return;
        }
        if (((child + 1U) < count) && less(&items[child], &items[child + 1U])) {
            child++;
        }
        if (!less(&items[at], &items[child])) {
            return;
        }
        swap(&items[at], &items[child]);
        at = child;
    }
}

static void heap(comparison less)
{
    for (size_t i = COUNT / 2U; i > 0U; i--) {
        sift(i - 1U, COUNT, less);
    }
    for (size_t i = COUNT - 1U; i > 0U; i--) {
        swap(&items[0], &items[i]);
        sift(0U, i, less);
    }
}

int main(void)
{
    uint32_t rounds = bench_rounds;
    uint32_t seed = 0x082efa98U;
    uint32_t checksum = 0;
    for (uint32_t i = 0; i < rounds; i++) {
        for (size_t k = 0; k < COUNT; k++) {
            items[k] = (item){.key = next_number(&seed), .value = next_number(&seed)};
        }
        quick(items, COUNT, by_key);
        checksum = (checksum * 31U) + items[COUNT / 3U].value;
        heap(by_value);
        checksum = (checksum * 31U) + items[COUNT / 3U].key;
    }
    report("sort", rounds, checksum);
    return 0;
}
