package dev.bulkhead.board.uart;

/**
 * Input that is there when the guest looks, as a file at the far end of a serial line would be if
 * the line waited for its reader. It stands outside the machine: a snapshot does not keep its
 * place.
 */
public interface ByteSource {

    /** Input that never comes. */
    ByteSource NONE =
            new ByteSource() {
                @Override
                public boolean ready() {
                    return false;
                }

                @Override
                public int take() {
                    throw new IllegalStateException("no byte is ready");
                }
            };

    /** Whether a byte can be taken now. */
    boolean ready();

    /**
     * Takes the next byte, 0 to 255.
     *
     * @throws IllegalStateException if none is ready
     */
    int take();
}
