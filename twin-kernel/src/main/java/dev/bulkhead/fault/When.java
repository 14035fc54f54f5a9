package dev.bulkhead.fault;

import dev.bulkhead.time.SimTime;

import java.util.Optional;

/** The moment from which a fault may act. */
public sealed interface When {

    /** As it is written behind the {@code @}. */
    String text();

    /**
     * Not said: 2 s, or half of a scenario that lasts less than 4 s.
     *
     * @see #DEFAULT_PS
     */
    record Unsaid() implements When {
        @Override
        public String text() {
            return "";
        }
    }

    /** What {@link Unsaid} means in a scenario that is long enough. */
    long DEFAULT_PS = 2 * SimTime.PS_PER_S;

    /** Between two instructions, the next one starting at that time or later. */
    record AtTime(SimTime at) implements When {
        @Override
        public String text() {
            return at.toString().replace(" ", "");
        }
    }

    /** Between two instructions, the next one starting at that cycle or later. */
    record AtCycle(long cycle) implements When {
        @Override
        public String text() {
            return "cycle:" + cycle;
        }
    }

    /**
     * Right before the n-th execution of an address in the target partition's program.
     *
     * @param place symbol, with {@code +offset} if not its start, or an address
     * @param count 1 is the first
     */
    record Executed(String place, long count) implements When {
        @Override
        public String text() {
            return "exec:" + place + counted(count);
        }
    }

    /**
     * Right before an instruction at which a source line begins, the n-th time that it is come to
     * from elsewhere.
     *
     * @param file its name; a partition's name and a slash may stand before it
     */
    record Line(String file, int line, long count) implements When {
        @Override
        public String text() {
            return "line:" + file + ":" + line + counted(count);
        }
    }

    /**
     * Right before the n-th access, by whatever master.
     *
     * @param write a store, else a load
     * @param place address, symbol with offset, or {@code device.register}
     */
    record Accessed(boolean write, String place, long count) implements When {
        @Override
        public String text() {
            return (write ? "write:" : "read:") + place + counted(count);
        }
    }

    /** When the n-th window of a partition has opened since power-on. */
    record Window(String partition, long count) implements When {
        @Override
        public String text() {
            return "window:" + partition + counted(count);
        }
    }

    /**
     * When the n-th frame of an identifier has been sent on a bus.
     *
     * @param identifier with bit 31 set for a 29-bit one
     */
    record Message(String bus, int identifier, long count) implements When {
        /**
         * An identifier as it is written: decimal, or hexadecimal with {@code 0x}, eight digits of
         * which mean 29 bits.
         *
         * @return it with bit 31 set if it has 29 bits
         */
        static Optional<Integer> identifier(String written) {
            if (!written.matches("0x[0-9a-fA-F]{1,8}|\\d{1,9}")) {
                return Optional.empty();
            }
            boolean hexadecimal = written.startsWith("0x");
            boolean extended = hexadecimal && written.length() == 10;
            long number =
                    hexadecimal
                            ? Long.parseLong(written.substring(2), 16)
                            : Long.parseLong(written);
            return number > (extended ? 0x1fff_ffffL : 0x7ffL)
                    ? Optional.empty()
                    : Optional.of((int) number | (extended ? 1 << 31 : 0));
        }

        /** An identifier as {@link #identifier} reads it. */
        public static String written(int identifier, boolean extended) {
            return (extended ? "0x%08x" : "0x%03x").formatted(identifier);
        }

        @Override
        public String text() {
            return "message:"
                    + bus
                    + "/"
                    + written(identifier & 0x7fff_ffff, identifier < 0)
                    + counted(count);
        }
    }

    /** During boot: all images stand, protection does not yet, no partition has run. */
    record Boot() implements When {
        @Override
        public String text() {
            return "boot";
        }
    }

    /** When the health monitor has begun to restart a partition. */
    record Restart(String partition) implements When {
        @Override
        public String text() {
            return "restart:" + partition;
        }
    }

    private static String counted(long count) {
        return count == 1 ? "" : "#" + count;
    }
}
