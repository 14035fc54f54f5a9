/* The part of seL4's types that a Microkit protection domain uses, for a 32-bit word. */
#pragma once

#include <stdint.h>

typedef uint32_t seL4_Word;
typedef int32_t seL4_Int32;
typedef uint8_t seL4_Uint8;
typedef uint16_t seL4_Uint16;
typedef uint32_t seL4_Uint32;
typedef uint64_t seL4_Uint64;
typedef seL4_Word seL4_CPtr;
typedef seL4_Uint8 seL4_Bool;

#define seL4_True 1
#define seL4_False 0
#define seL4_WordBits 32

/* Bits 0..6 are the length in words, bits 12..31 the label: 20 bits, longer labels are cut. */
typedef struct {
    seL4_Word words[1];
} seL4_MessageInfo_t;

#define SEL4_MSGINFO_LENGTH_MASK 0x7fU
#define SEL4_MSGINFO_LABEL_SHIFT 12U

static inline seL4_MessageInfo_t seL4_MessageInfo_new(seL4_Word label, seL4_Word caps_unwrapped,
                                                      seL4_Word extra_caps, seL4_Word length)
{
    (void)caps_unwrapped;
    (void)extra_caps;
    seL4_MessageInfo_t info = {
        {(label << SEL4_MSGINFO_LABEL_SHIFT) | (length & SEL4_MSGINFO_LENGTH_MASK)}};
    return info;
}

static inline seL4_Word seL4_MessageInfo_get_label(seL4_MessageInfo_t info)
{
    return info.words[0] >> SEL4_MSGINFO_LABEL_SHIFT;
}

static inline seL4_Word seL4_MessageInfo_get_length(seL4_MessageInfo_t info)
{
    return info.words[0] & SEL4_MSGINFO_LENGTH_MASK;
}
