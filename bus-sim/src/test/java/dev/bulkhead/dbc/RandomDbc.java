package dev.bulkhead.dbc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Texts of databases made by chance, of every construct, some of them with faults. */
final class RandomDbc {
    private static final List<String> TEXTS =
            List.of(
                    "",
                    "rpm",
                    "a b",
                    "°C",
                    "two\nlines",
                    "a \"quote\"",
                    "semi; colon",
                    "back\\slash",
                    "// none",
                    "µ€漢");
    private static final List<String> NUMBERS =
            List.of("0", "1", "-1", "0.1", "-0.050", "1E-3", "2.5e+2", "100", "16383.75", "+7");

    private final SplittableRandom random;
    private final boolean faults;
    private final StringBuilder out = new StringBuilder();
    private final List<String> nodes = new ArrayList<>();
    private final List<Long> numbers = new ArrayList<>();
    private final List<List<String>> signals = new ArrayList<>();

    private RandomDbc(SplittableRandom random, boolean faults) {
        this.random = random;
        this.faults = faults;
    }

    /**
     * @param faults whether statements are wrong now and then, though readable
     */
    static String text(SplittableRandom random, boolean faults) {
        RandomDbc dbc = new RandomDbc(random, faults);
        dbc.head();
        for (int i = random.nextInt(6); i > 0; i--) {
            dbc.message();
        }
        List<Runnable> rest = new ArrayList<>(dbc.statements());
        while (!rest.isEmpty()) {
            rest.remove(random.nextInt(rest.size())).run();
        }
        String text = dbc.out.toString();
        return switch (random.nextInt(4)) {
            case 0 -> text.replace("\n", "\r\n");
            case 1 -> text.replace('\n', '\r');
            default -> text;
        };
    }

    /** As equality, but a failure shows no more than where they part. */
    static void assertSame(Dbc expected, Dbc actual, long seed) {
        if (!expected.equals(actual)) {
            String one = expected.toString();
            String two = actual.toString();
            int at = 0;
            while (at < Math.min(one.length(), two.length()) && one.charAt(at) == two.charAt(at)) {
                at++;
            }
            assertEquals(around(one, at), around(two, at), "seed " + seed);
        }
        assertEquals(expected, actual);
    }

    private static String around(String text, int at) {
        return text.substring(Math.max(0, at - 200), Math.min(text.length(), at + 200));
    }

    private boolean wrong() {
        return faults && random.nextInt(12) == 0;
    }

    private <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    private String quoted() {
        return '"' + one(TEXTS).replace("\"", "\\\"") + '"';
    }

    private void line(String text) {
        out.append(text).append('\n');
    }

    private void head() {
        line("VERSION %s".formatted(quoted()));
        line("NS_ :\n\tCM_\n\tVAL_\n");
        line(random.nextBoolean() ? "BS_:" : "BS_: 500000 : 1,2");
        out.append("BU_:");
        for (int i = 0; i < 1 + random.nextInt(4); i++) {
            nodes.add("N" + (wrong() ? 0 : i));
            out.append(' ').append(nodes.getLast());
        }
        out.append('\n');
        if (random.nextBoolean()) {
            line("VAL_TABLE_ Table 1 %s 0 %s ;".formatted(quoted(), quoted()));
        }
    }

    private String node() {
        return wrong() ? "Nobody" : random.nextInt(4) == 0 ? "Vector__XXX" : one(nodes);
    }

    private void message() {
        boolean extended = random.nextBoolean();
        long identifier = extended ? random.nextInt(1 << 29) : random.nextInt(1 << 11);
        long number = extended && !wrong() ? identifier | 1L << 31 : identifier;
        if (random.nextInt(20) == 0) {
            number = 0xC000_0000L;
        }
        int bytes = one(List.of(0, 2, 8, 8, 8, 12, 64));
        String name = "M" + (wrong() ? 0 : numbers.size());
        numbers.add(number);
        signals.add(new ArrayList<>());
        line("BO_ %d %s: %d %s".formatted(number, name, bytes, node()));
        int switches = 0;
        for (int i = random.nextInt(7); i > 0 && bytes > 0; i--) {
            String signal = "S" + (wrong() ? 0 : i);
            String mark = "";
            if (random.nextInt(4) == 0) {
                mark = " M";
                switches++;
            } else if (switches > 0 && random.nextBoolean()) {
                mark = " m" + random.nextInt(4) + (random.nextInt(3) == 0 ? "M" : "");
            }
            signals.getLast().add(signal);
            int length = one(List.of(1, 4, 8, 12, 16, 32, 32, 64));
            line(
                    " SG_ %s%s : %d|%d@%d%s (%s,%s) [%s|%s] %s %s"
                            .formatted(
                                    signal,
                                    mark,
                                    random.nextInt(8 * bytes),
                                    length,
                                    random.nextInt(2),
                                    one(List.of("+", "-")),
                                    one(NUMBERS),
                                    one(NUMBERS),
                                    one(NUMBERS),
                                    one(NUMBERS),
                                    quoted(),
                                    wrong()
                                            ? ""
                                            : node()
                                                    + (random.nextBoolean() ? ", " + node() : "")));
        }
        if (wrong()) {
            line(" // SG_ old");
        }
    }

    private long number() {
        return wrong() || numbers.isEmpty() ? 1999 : one(numbers);
    }

    /** A message's number and a signal of it. */
    private String signal() {
        int i = numbers.isEmpty() ? -1 : random.nextInt(numbers.size());
        return i < 0 || signals.get(i).isEmpty() || wrong()
                ? number() + " Missing"
                : numbers.get(i) + " " + one(signals.get(i));
    }

    private String value() {
        return random.nextBoolean() ? one(NUMBERS) : quoted();
    }

    private List<Runnable> statements() {
        List<Runnable> all = new ArrayList<>();
        all.add(
                () ->
                        line(
                                "EV_ E: 0 [-1|2.50] %s 0.5 7 DUMMY_NODE_VECTOR0 N0,N1;"
                                        .formatted(quoted())));
        all.add(() -> line("ENVVAR_DATA_ E: 5;"));
        all.add(() -> line("VAL_ E 1 %s ;".formatted(quoted())));
        all.add(() -> line("CM_ EV_ E %s;".formatted(quoted())));
        all.add(() -> line("BA_DEF_ %s INT 0 100;".formatted("\"n\"")));
        all.add(() -> line("BA_DEF_ BU_ \"u\" HEX 0 %s;".formatted(one(NUMBERS))));
        all.add(() -> line("BA_DEF_ BO_ \"m\" FLOAT;"));
        all.add(() -> line("BA_DEF_ SG_ \"s\" ENUM \"a\",%s,\"c\";".formatted(quoted())));
        all.add(() -> line("BA_DEF_ EV_ \"e\" STRING ;"));
        all.add(() -> line("BA_DEF_REL_ BU_SG_REL_ \"s\" INT 0 100;"));
        all.add(() -> line("BA_DEF_REL_ BU_BO_REL_ \"r\" ENUM \"x\",\"y\";"));
        for (int i = 0; i < 3; i++) {
            all.add(
                    () ->
                            line(
                                    "BA_DEF_DEF_ \"%s\" %s;"
                                            .formatted(one(List.of("n", "m", "s")), value())));
            all.add(
                    () ->
                            line(
                                    "BA_DEF_DEF_REL_ \"%s\" %s;"
                                            .formatted(one(List.of("s", "r")), value())));
            all.add(() -> line("BA_ \"n\" %s;".formatted(value())));
            all.add(() -> line("BA_ \"u\" BU_ %s %s;".formatted(node(), value())));
            all.add(() -> line("BA_ \"m\" BO_ %d %s;".formatted(number(), value())));
            all.add(() -> line("BA_ \"s\" SG_ %s %s;".formatted(signal(), value())));
            all.add(() -> line("BA_ \"e\" EV_ E %s;".formatted(value())));
            all.add(
                    () ->
                            line(
                                    "BA_REL_ \"s\" BU_SG_REL_ %s SG_ %s %s;"
                                            .formatted(node(), signal(), value())));
            all.add(
                    () ->
                            line(
                                    "BA_REL_ \"r\" BU_BO_REL_ %s %d %s;"
                                            .formatted(node(), number(), value())));
            all.add(() -> line("CM_ %s;".formatted(quoted())));
            all.add(() -> line("CM_ BU_ %s %s;".formatted(node(), quoted())));
            all.add(() -> line("CM_ BO_ %d %s;".formatted(number(), quoted())));
            all.add(() -> line("CM_ SG_ %s %s;".formatted(signal(), quoted())));
            all.add(() -> line("VAL_ %s 3 %s -1 %s ;".formatted(signal(), quoted(), quoted())));
            all.add(() -> line("VAL_ %s Table ;".formatted(signal())));
            all.add(() -> line("SIG_VALTYPE_ %s : %d;".formatted(signal(), random.nextInt(3))));
            all.add(
                    () ->
                            line(
                                    "SIG_GROUP_ %d G%d 1 : S1 S2;"
                                            .formatted(number(), random.nextInt(9))));
            all.add(() -> line("BO_TX_BU_ %d : %s,%s;".formatted(number(), node(), node())));
            all.add(
                    () ->
                            line(
                                    "SG_MUL_VAL_ %s S%d 0-1, 3-9;"
                                            .formatted(signal(), random.nextInt(7))));
        }
        all.add(() -> line("SGTYPE_ T: 16@1+ (1,0) [0|0] %s 0, Table;".formatted(quoted())));
        all.add(() -> line("CAT_DEF_ 1 %s 0;".formatted(quoted())));
        if (faults) {
            all.add(() -> line("UNKNOWN_ 1 %s ;".formatted(quoted())));
            all.add(() -> line("CM_ XX_ 1 %s;".formatted(quoted())));
            all.add(() -> line("CM_ %s".formatted(quoted())));
            all.add(() -> line("// a remark \""));
            all.add(() -> line(";"));
            all.add(() -> line("VAL_TABLE_ Table 1 \"again\" ;"));
        }
        int dropped = random.nextInt(all.size());
        for (int i = 0; i < dropped; i++) {
            all.remove(random.nextInt(all.size()));
        }
        return all;
    }
}
