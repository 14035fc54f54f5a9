package dev.bulkhead.fault;

import dev.bulkhead.board.iopmp.Iopmp;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A register of the IOPMP that can be hit, by the name that its specification gives it.
 *
 * @param field its name in the device's state
 * @param bits how many it has
 */
record IopmpRegister(String field, int bits) {
    private static final Pattern NUMBERED = Pattern.compile("([a-z_]+?)(\\d{1,2})");
    private static final int DOMAIN_BITS = Iopmp.REQUESTORS + 1;

    static IopmpRegister of(Site site, String name) {
        Matcher matcher = NUMBERED.matcher(name);
        if (name.equals("mdstall")) {
            return new IopmpRegister("stalled", DOMAIN_BITS);
        }
        if (matcher.matches()) {
            int number = Integer.parseInt(matcher.group(2));
            IopmpRegister register =
                    switch (matcher.group(1)) {
                        case "entry_addr" -> of("address", number, Iopmp.ENTRIES, Integer.SIZE);
                        case "entry_cfg" -> of("configuration", number, Iopmp.ENTRIES, 5);
                        case "srcmd_en" -> of("domains", number, Iopmp.REQUESTORS, DOMAIN_BITS);
                        case "mdcfg" -> of("domainTop", number, Iopmp.REQUESTORS, Short.SIZE);
                        default -> NONE;
                    };
            if (!register.equals(NONE)) {
                return register;
            }
        }
        throw site.error(
                "the IOPMP has no register " + dev.bulkhead.document.Text.quote(name),
                "name entry_addr0 to %d, entry_cfg0 to %d, srcmd_en0 to %d, mdcfg0 to %d or mdstall"
                        .formatted(
                                Iopmp.ENTRIES - 1,
                                Iopmp.ENTRIES - 1,
                                Iopmp.REQUESTORS - 1,
                                Iopmp.REQUESTORS - 1));
    }

    private static final IopmpRegister NONE = new IopmpRegister("", 0);

    private static IopmpRegister of(String array, int number, int count, int bits) {
        return number < count ? new IopmpRegister("table." + array + "." + number, bits) : NONE;
    }
}
