package dev.bulkhead.dbc;

import dev.bulkhead.dbc.DbcFinding.Severity;
import dev.bulkhead.input.InputError;

import java.util.List;

/**
 * A database and what is to be said about its file.
 *
 * @param file its name, as messages show it
 * @param encoding of its characters
 * @param findings by line
 */
public record DbcReading(String file, Dbc dbc, String encoding, List<DbcFinding> findings) {
    public DbcReading {
        findings = List.copyOf(findings);
    }

    /** Those that say that something may be read wrongly. */
    public List<DbcFinding> warnings() {
        return findings.stream().filter(f -> f.severity() == Severity.WARNING).toList();
    }

    /**
     * The database, if there is no warning.
     *
     * @throws InputError the first warning
     */
    public Dbc strict() {
        for (DbcFinding warning : warnings()) {
            throw warning.in(file);
        }
        return dbc;
    }
}
