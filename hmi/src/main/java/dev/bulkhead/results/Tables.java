package dev.bulkhead.results;

import java.util.List;

/** The store's tables. docs/campaigns.md explains each column. */
final class Tables {
    static final List<String> CREATE =
            List.of(
                    "CREATE TABLE campaign (key VARCHAR PRIMARY KEY, value VARCHAR NOT NULL)",
                    """
                    CREATE TABLE stratum (
                      position INTEGER PRIMARY KEY, name VARCHAR NOT NULL, what VARCHAR NOT NULL,
                      draw VARCHAR NOT NULL, planned BIGINT NOT NULL)
                    """,
                    """
                    CREATE TABLE trial (
                      idx INTEGER PRIMARY KEY, stratum VARCHAR NOT NULL, phase VARCHAR NOT NULL,
                      attacker VARCHAR NOT NULL, fault VARCHAR NOT NULL, weight BIGINT NOT NULL,
                      activated BOOLEAN NOT NULL, activated_at_us DOUBLE, verdict VARCHAR NOT NULL,
                      latent BOOLEAN NOT NULL, dormant BOOLEAN NOT NULL, ended VARCHAR NOT NULL,
                      horizon_us DOUBLE NOT NULL, simulated_us DOUBLE NOT NULL,
                      first_difference VARCHAR, difference_at_us DOUBLE,
                      safety_judged BOOLEAN NOT NULL, stopping_distance_m DOUBLE,
                      checks_failed VARCHAR NOT NULL, deadlines_missed BIGINT NOT NULL,
                      recovery_ms DOUBLE, messages_lost BIGINT NOT NULL, core_ms DOUBLE NOT NULL)
                    """,
                    """
                    CREATE TABLE challenge (
                      idx INTEGER NOT NULL, barrier VARCHAR NOT NULL, target VARCHAR NOT NULL)
                    """);

    /** Fields of {@link TrialRow} in its order; what a trial challenged as one text each. */
    static final String TRIALS =
            """
            SELECT t.*, coalesce(c.barriers, '') AS barriers, coalesce(c.targets, '') AS targets
            FROM trial t LEFT JOIN (
              SELECT idx, string_agg(barrier, '\n' ORDER BY barrier, target) AS barriers,
                string_agg(target, '\n' ORDER BY barrier, target) AS targets
              FROM challenge GROUP BY idx) c USING (idx)
            """;

    static final String BY_STRATUM =
            """
            SELECT s.name, s.what, s.draw, s.planned,
              count(*) FILTER (t.activated) AS activated,
              count(*) FILTER (t.challenged) AS challenged,
              count(*) FILTER (t.challenged OR t.verdict = 'REACHED') AS challenged_or_reached,
              count(*) FILTER (t.dormant) AS dormant,
              count(*) FILTER (t.verdict = 'IDENTICAL') AS "IDENTICAL",
              count(*) FILTER (t.verdict = 'BOUNDED') AS "BOUNDED",
              count(*) FILTER (t.verdict = 'CONTRACT') AS "CONTRACT",
              count(*) FILTER (t.verdict = 'REACHED') AS "REACHED",
              count(*) FILTER (t.verdict = 'NOT_ACTIVATED') AS "NOT_ACTIVATED",
              sum(t.weight) FILTER (t.verdict = 'IDENTICAL')::BIGINT AS "weight_IDENTICAL",
              sum(t.weight) FILTER (t.verdict = 'BOUNDED')::BIGINT AS "weight_BOUNDED",
              sum(t.weight) FILTER (t.verdict = 'CONTRACT')::BIGINT AS "weight_CONTRACT",
              sum(t.weight) FILTER (t.verdict = 'REACHED')::BIGINT AS "weight_REACHED",
              sum(t.weight) FILTER (t.verdict = 'NOT_ACTIVATED')::BIGINT AS "weight_NOT_ACTIVATED"
            FROM stratum s LEFT JOIN (
              SELECT *, idx IN (SELECT idx FROM challenge) AS challenged FROM trial) t
              ON t.stratum = s.name
            GROUP BY s.position, s.name, s.what, s.draw, s.planned ORDER BY s.position
            """;

    static final String CELLS =
            """
            SELECT attacker, barrier, target, phase, count(DISTINCT idx) AS trials,
              count(DISTINCT idx) FILTER (verdict = 'REACHED') AS reached
            FROM challenge JOIN trial USING (idx) GROUP BY ALL ORDER BY ALL
            """;

    private Tables() {}

    /**
     * Writes all trials as Parquet.
     *
     * @param file as a literal
     * @param metadata pairs of literals
     */
    static String copy(String file, String metadata) {
        return """
        COPY (
          SELECT t.*, (SELECT coalesce(list({'barrier': barrier, 'target': target}
            ORDER BY barrier, target), []) FROM challenge c WHERE c.idx = t.idx)
            AS challenged
          FROM trial t ORDER BY idx)
        TO %s (FORMAT parquet, COMPRESSION zstd, KV_METADATA {%s})
        """
                .formatted(file, metadata);
    }
}
