package dev.bulkhead.partitions;

import dev.bulkhead.elf.ElfFile;
import dev.bulkhead.elf.ElfFile.Segment;

/**
 * How an image that was linked by the SDK's linker script uses its partition's memory, in bytes.
 *
 * @param code instructions
 * @param constants read-only data
 * @param stack of its one thread
 * @param data variables with a value at the start
 * @param zeroed variables that start at zero, with the message registers
 * @param used from the memory's base to the image's end, gaps between pages included
 */
public record ImageSizes(int code, int constants, int stack, int data, int zeroed, int used) {

    /**
     * @throws IllegalArgumentException if the image was linked otherwise
     */
    public static ImageSizes of(ElfFile image) {
        Segment first = image.segments().getFirst();
        int base = first.virtualAddress();
        int codeEnd = address(image, "__text_end");
        int constantsEnd = address(image, "__rodata_end");
        int stackBottom = address(image, "__stack_bottom");
        int stackTop = address(image, "__stack_top");
        int dataEnd = address(image, "__data_end");
        int end = address(image, "__image_end");
        return new ImageSizes(
                codeEnd - base,
                constantsEnd - codeEnd,
                stackTop - stackBottom,
                dataEnd - stackTop,
                end - dataEnd,
                end - base);
    }

    private static int address(ElfFile image, String symbol) {
        return image.symbol(symbol)
                .orElseThrow(() -> new IllegalArgumentException("no symbol '" + symbol + "'"))
                .address();
    }
}
