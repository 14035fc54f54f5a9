package dev.bulkhead.results;

import dev.bulkhead.document.Text;
import dev.bulkhead.input.InputError;
import dev.bulkhead.results.TrialRow.Challenged;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The results of one campaign in a folder of its own. What {@link #add} has returned from survives
 * the end of the process, however sudden. To be used by one thread at a time.
 */
public final class CampaignStore implements Closeable {
    /** The file in the folder. */
    public static final String FILE = "campaign.duckdb";

    private static final String BEGUN = FILE + ".part";
    private static final String REMEDY_SPACE = "make room or name another folder by --results";
    static final List<String> VERDICTS =
            List.of("IDENTICAL", "BOUNDED", "CONTRACT", "REACHED", "NOT_ACTIVATED");

    private final Path folder;
    private final Connection connection;

    /** A stratum of the plan. */
    public record PlannedStratum(String name, String what, String draw, long planned) {}

    private CampaignStore(Path folder, String file) throws SQLException {
        this.folder = folder;
        Properties settings = new Properties();
        settings.setProperty("threads", "1"); // the cores are the trials'
        settings.setProperty("memory_limit", "256MB");
        settings.setProperty("autoinstall_known_extensions", "false"); // never over a network
        connection = DriverManager.getConnection("jdbc:duckdb:" + folder.resolve(file), settings);
    }

    /** Whether a folder holds a campaign. */
    public static boolean isIn(Path folder) {
        return Files.exists(folder.resolve(FILE));
    }

    /**
     * @throws InputError if a folder holds a campaign
     */
    public static void checkFree(Path folder) {
        if (isIn(folder)) {
            throw new InputError(
                    shown(folder),
                    "holds the results of a campaign",
                    "go on with it by --resume, or name another folder by --results");
        }
    }

    /**
     * Begins a campaign's results; they are there as a whole or not at all.
     *
     * @param campaign what it is, by key
     * @throws InputError if there are results already, or the folder cannot be made or written to
     */
    public static CampaignStore create(
            Path folder, SortedMap<String, String> campaign, List<PlannedStratum> strata) {
        checkFree(folder);
        try {
            Files.createDirectories(folder);
        } catch (IOException _) {
            throw new InputError(
                    shown(folder),
                    "cannot be made",
                    "name another folder by --results, in one that is writable");
        }
        try {
            Files.deleteIfExists(folder.resolve(BEGUN));
            Files.deleteIfExists(folder.resolve(BEGUN + ".wal"));
            try (CampaignStore begun = new CampaignStore(folder, BEGUN)) {
                begun.begin(campaign, strata);
            }
            Files.move(folder.resolve(BEGUN), folder.resolve(FILE));
            return new CampaignStore(folder, FILE);
        } catch (IOException _) {
            throw new InputError(shown(folder), "cannot be written", REMEDY_SPACE);
        } catch (SQLException e) {
            throw failed(folder, e);
        }
    }

    /**
     * Opens a campaign's results.
     *
     * @throws InputError if there are none, or none that can be read
     */
    public static CampaignStore open(Path folder) {
        if (!isIn(folder)) {
            throw new InputError(
                    shown(folder),
                    "holds no results of a campaign",
                    "name the folder that --results named");
        }
        try {
            CampaignStore store = new CampaignStore(folder, FILE);
            store.campaign();
            return store;
        } catch (SQLException e) {
            throw failed(folder, e);
        }
    }

    public Path folder() {
        return folder;
    }

    private void begin(SortedMap<String, String> campaign, List<PlannedStratum> strata)
            throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            for (String table : Tables.CREATE) {
                statement.execute(table);
            }
        }
        try (PreparedStatement fact = connection.prepareStatement(into("campaign", 2))) {
            for (var each : campaign.entrySet()) {
                fact.setString(1, each.getKey());
                fact.setString(2, each.getValue());
                fact.executeUpdate();
            }
        }
        try (PreparedStatement row = connection.prepareStatement(into("stratum", 5))) {
            for (int i = 0; i < strata.size(); i++) {
                PlannedStratum stratum = strata.get(i);
                row.setInt(1, i);
                row.setString(2, stratum.name);
                row.setString(3, stratum.what);
                row.setString(4, stratum.draw);
                row.setLong(5, stratum.planned);
                row.executeUpdate();
            }
        }
        connection.commit();
    }

    private static String into(String table, int columns) {
        return "INSERT INTO " + table + " VALUES (?" + ", ?".repeat(columns - 1) + ")";
    }

    /** What the campaign is, by key. */
    public SortedMap<String, String> campaign() {
        SortedMap<String, String> campaign = new TreeMap<>();
        query(
                "SELECT key, value FROM campaign",
                row -> campaign.put(row.getString(1), row.getString(2)));
        return campaign;
    }

    /** What was planned, in the plan's order. */
    public List<PlannedStratum> strata() {
        List<PlannedStratum> strata = new ArrayList<>();
        query(
                "SELECT name, what, draw, planned FROM stratum ORDER BY position",
                row ->
                        strata.add(
                                new PlannedStratum(
                                        row.getString(1),
                                        row.getString(2),
                                        row.getString(3),
                                        row.getLong(4))));
        return strata;
    }

    /** The trials that were run, by their place in the plan. */
    public BitSet done() {
        BitSet done = new BitSet();
        query("SELECT idx FROM trial", row -> done.set(row.getInt(1)));
        return done;
    }

    /** Keeps results: all of them or, if the process ends meanwhile, none. */
    public void add(List<TrialRow> rows) {
        try (PreparedStatement trial = connection.prepareStatement(into("trial", 23));
                PreparedStatement challenge = connection.prepareStatement(into("challenge", 3))) {
            connection.setAutoCommit(false);
            for (TrialRow row : rows) {
                fill(trial, row);
                trial.executeUpdate();
                for (Challenged each : row.challenged()) {
                    challenge.setInt(1, row.index());
                    challenge.setString(2, each.barrier());
                    challenge.setString(3, each.target());
                    challenge.executeUpdate();
                }
            }
            connection.commit();
        } catch (SQLException e) {
            throw failed(folder, e);
        }
    }

    private static void fill(PreparedStatement to, TrialRow row) throws SQLException {
        int at = 1;
        to.setInt(at++, row.index());
        to.setString(at++, row.stratum());
        to.setString(at++, row.phase());
        to.setString(at++, row.attacker());
        to.setString(at++, row.faults());
        to.setLong(at++, row.weight());
        to.setBoolean(at++, row.activated());
        set(to, at++, row.activatedAtUs());
        to.setString(at++, row.verdict());
        to.setBoolean(at++, row.latent());
        to.setBoolean(at++, row.dormant());
        to.setString(at++, row.end());
        to.setDouble(at++, row.horizonUs());
        to.setDouble(at++, row.simulatedUs());
        to.setString(at++, row.firstDifference().orElse(null));
        set(to, at++, row.differenceAtUs());
        to.setBoolean(at++, row.safetyJudged());
        set(to, at++, row.stoppingDistanceM());
        to.setString(at++, row.checksFailed());
        to.setLong(at++, row.deadlinesMissed());
        set(to, at++, row.recoveryMs());
        to.setLong(at++, row.messagesLost());
        to.setDouble(at, row.coreMs());
    }

    private static void set(PreparedStatement to, int at, OptionalDouble value)
            throws SQLException {
        if (value.isPresent()) {
            to.setDouble(at, value.getAsDouble());
        } else {
            to.setNull(at, Types.DOUBLE);
        }
    }

    /** Counts what is there. */
    public Tally tally() {
        List<Tally.Stratum> strata = new ArrayList<>();
        query(Tables.BY_STRATUM, row -> strata.add(stratum(row)));
        List<Tally.Cell> cells = new ArrayList<>();
        query(
                Tables.CELLS,
                row ->
                        cells.add(
                                new Tally.Cell(
                                        row.getString(1),
                                        row.getString(2),
                                        row.getString(3),
                                        row.getString(4),
                                        row.getLong(5),
                                        row.getLong(6))));
        List<Double> coreMs = new ArrayList<>();
        query("SELECT coalesce(sum(core_ms), 0) FROM trial", row -> coreMs.add(row.getDouble(1)));
        return new Tally(strata, cells, coreMs.getFirst() / 1e3);
    }

    private static Tally.Stratum stratum(ResultSet row) throws SQLException {
        SortedMap<String, Long> verdicts = new TreeMap<>();
        SortedMap<String, Long> weights = new TreeMap<>();
        for (String label : VERDICTS) {
            verdicts.put(label, row.getLong(label));
            weights.put(label, row.getLong("weight_" + label)); // 0 if it is null
        }
        return new Tally.Stratum(
                row.getString("name"),
                row.getString("what"),
                row.getString("draw"),
                row.getLong("planned"),
                row.getLong("activated"),
                row.getLong("challenged"),
                row.getLong("challenged_or_reached"),
                row.getLong("dormant"),
                verdicts,
                weights);
    }

    /** Shows each trial that was run, in the plan's order. */
    public void forEachTrial(Consumer<TrialRow> shown) {
        query(Tables.TRIALS + " ORDER BY idx", row -> shown.accept(trial(row)));
    }

    /** The trial at a place in the plan, if it was run. */
    public Optional<TrialRow> trial(int index) {
        List<TrialRow> rows = new ArrayList<>();
        query(Tables.TRIALS + " WHERE idx = " + index, row -> rows.add(trial(row)));
        return rows.stream().findFirst();
    }

    /** As {@link #forEachTrial}, of one stratum. */
    public void forEachTrialOf(String stratum, Consumer<TrialRow> shown) {
        query(
                Tables.TRIALS + " WHERE stratum = " + literal(stratum) + " ORDER BY idx",
                row -> shown.accept(trial(row)));
    }

    /**
     * The first trials of a verdict, in the plan's order.
     *
     * @param most how many at most
     */
    public List<TrialRow> ofVerdict(String verdict, int most) {
        List<TrialRow> rows = new ArrayList<>();
        query(
                Tables.TRIALS
                        + " WHERE verdict = "
                        + literal(verdict)
                        + " ORDER BY idx LIMIT "
                        + most,
                row -> rows.add(trial(row)));
        return rows;
    }

    /** The first trials whose fault mattered, in the plan's order; at most so many. */
    public List<TrialRow> activated(int most) {
        List<TrialRow> rows = new ArrayList<>();
        query(
                Tables.TRIALS + " WHERE verdict <> 'NOT_ACTIVATED' ORDER BY idx LIMIT " + most,
                row -> rows.add(trial(row)));
        return rows;
    }

    private static TrialRow trial(ResultSet row) throws SQLException {
        return new TrialRow(
                row.getInt("idx"),
                row.getString("stratum"),
                row.getString("phase"),
                row.getString("attacker"),
                row.getString("fault"),
                row.getLong("weight"),
                optional(row, "activated_at_us"),
                row.getString("verdict"),
                row.getBoolean("latent"),
                row.getBoolean("dormant"),
                row.getString("ended"),
                row.getDouble("horizon_us"),
                row.getDouble("simulated_us"),
                Optional.ofNullable(row.getString("first_difference")),
                optional(row, "difference_at_us"),
                row.getBoolean("safety_judged"),
                optional(row, "stopping_distance_m"),
                row.getString("checks_failed"),
                row.getLong("deadlines_missed"),
                optional(row, "recovery_ms"),
                row.getLong("messages_lost"),
                row.getDouble("core_ms"),
                challenged(row.getString("barriers"), row.getString("targets")));
    }

    private static OptionalDouble optional(ResultSet row, String column) throws SQLException {
        double value = row.getDouble(column);
        return row.wasNull() ? OptionalDouble.empty() : OptionalDouble.of(value);
    }

    private static List<Challenged> challenged(String barriers, String targets) {
        List<Challenged> challenged = new ArrayList<>();
        if (!barriers.isEmpty()) {
            String[] barrier = barriers.split("\n", -1);
            String[] target = targets.split("\n", -1);
            for (int i = 0; i < barrier.length; i++) {
                challenged.add(new Challenged(barrier[i], target[i]));
            }
        }
        return challenged;
    }

    /**
     * Writes all trials as a Parquet file, what each challenged as a list, what the campaign is as
     * the file's key-value metadata.
     */
    public void parquet(Path file) {
        StringBuilder metadata = new StringBuilder();
        campaign()
                .forEach(
                        (key, value) ->
                                metadata.append(metadata.isEmpty() ? "" : ", ")
                                        .append(literal(key))
                                        .append(": ")
                                        .append(literal(value)));
        String copy = Tables.copy(literal(file.toString()), metadata.toString());
        try (Statement statement = connection.createStatement()) {
            statement.execute(copy);
            if (!connection.getAutoCommit()) {
                connection.commit();
            }
        } catch (SQLException e) {
            throw failed(folder, e);
        }
    }

    private static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    /** Something done with a row. */
    @FunctionalInterface
    private interface RowReader {
        void read(ResultSet row) throws SQLException;
    }

    private void query(String sql, RowReader reader) {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                reader.read(rows);
            }
        } catch (SQLException e) {
            throw failed(folder, e);
        }
    }

    /** What the database refuses because of the file is the user's to mend, all else is ours. */
    private static RuntimeException failed(Path folder, SQLException e) {
        String told = String.valueOf(e.getMessage());
        if (told.contains("Conflicting lock")) {
            return new InputError(
                    shown(folder),
                    "another process has these results open",
                    "let it end, or name another folder by --results");
        }
        if (told.contains("No space left") || told.contains("Could not write")) {
            return new InputError(shown(folder), "cannot be written", REMEDY_SPACE);
        }
        if (told.contains("Cannot open file") || told.contains("Permission denied")) {
            return new InputError(
                    shown(folder), "cannot be opened", "check the permissions of " + FILE);
        }
        if (told.contains("not a valid DuckDB") || told.contains("does not exist")) {
            return new InputError(
                    shown(folder), FILE + " is no campaign of this version", "name another folder");
        }
        return new IllegalStateException(folder + ": " + told, e);
    }

    private static String shown(Path folder) {
        return Text.plain(folder.toString());
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw failed(folder, e);
        }
    }
}
