package dev.bulkhead.cli;

import dev.bulkhead.certificate.Certificate;
import dev.bulkhead.certificate.ExecutionMeasurement;
import dev.bulkhead.certificate.ExecutionTimes;
import dev.bulkhead.input.InputError;
import dev.bulkhead.partitions.Images;
import dev.bulkhead.partitions.Shipped;
import dev.bulkhead.report.Basis;
import dev.bulkhead.report.CertificateJson;
import dev.bulkhead.report.CertificatePage;
import dev.bulkhead.report.CertificateReport;
import dev.bulkhead.report.Json;
import dev.bulkhead.report.Provenance;
import dev.bulkhead.scenario.Scenario;
import dev.bulkhead.scenario.ScenarioReader;
import dev.bulkhead.system.Inspection;
import dev.bulkhead.system.KernelProfile;
import dev.bulkhead.system.LoadedSystem;
import dev.bulkhead.system.Mechanisms;
import dev.bulkhead.system.SystemDescription;
import dev.bulkhead.system.SystemReader;
import dev.bulkhead.time.SimTime;
import dev.bulkhead.twin.Twin;

import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/** Judges a system description by the rules of isolation, before anything goes wrong in it. */
@Command(
        name = "check",
        description = "The static isolation certificate of a system description.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Rules of space (S1 to S10), time (T1 to T8) and communication (C1 to C6), each",
            "with result, evidence and remedy; docs/check.md says what each compares.",
            "Execution times come from a run of a scenario: measurements, no bounds.",
            "",
            "Exit status: 0 every rule holds or is an accepted exception, 1 a rule is",
            "broken, 2 a mistake in the input.",
            "",
            "Example: ./twin check mine.yaml --html certificate.html",
        })
final class CheckCommand implements Callable<Integer> {
    private static final int BROKEN = 1;
    private static final long SEED = 1;

    /** The first that fits the description is measured. */
    private static final List<String> SCENARIOS = List.of("loaded", "full-stop-dry", "cruise");

    private static final SimTime CHUNK = SimTime.ofMs(50);

    @Parameters(
            arity = "0..1",
            paramLabel = "SYSTEM",
            defaultValue = Shipped.REFERENCE,
            description = "Name or file of a system description; default ${DEFAULT-VALUE}.")
    private String systemName;

    @Option(
            names = "--profile",
            paramLabel = "NAME",
            defaultValue = KernelProfile.MICROKERNEL,
            description = "Kernel profile of the description; default ${DEFAULT-VALUE}.")
    private String profile;

    @Option(
            names = "--without",
            paramLabel = "NAME[=WHAT]",
            split = ",",
            converter = MechanismConverter.class,
            completionCandidates = MechanismNames.class,
            description = "Judge without these mechanisms: ${COMPLETION-CANDIDATES}.")
    private List<Mechanisms.Off> off = List.of();

    @Option(
            names = "--scenario",
            paramLabel = "NAME",
            description =
                    "Scenario in which execution times are measured; default loaded, full-stop-dry"
                            + " or cruise, the first that fits the description.")
    private String scenarioName;

    @Option(
            names = "--for",
            paramLabel = "TIME",
            defaultValue = "3s",
            converter = TimeConverter.class,
            description = "Measure that much simulated time at most; default ${DEFAULT-VALUE}.")
    private SimTime limit;

    @Option(
            names = "--margin",
            paramLabel = "PERCENT",
            defaultValue = "20",
            description = "Put on top of each measured execution time; default ${DEFAULT-VALUE}.")
    private int margin;

    @Option(names = "--evidence", description = "Print the evidence of every rule.")
    private boolean evidence;

    @Option(
            names = "--json",
            paramLabel = "FILE",
            description = "Write the result as JSON; - for standard output instead of the table.")
    private String json;

    @Option(
            names = "--html",
            paramLabel = "FILE",
            description = "Write rules, evidence and a picture of the system as one HTML file.")
    private String html;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (margin < 0 || margin > 1000) {
            throw new InputError("--margin", margin + " is not from 0 to 1000", "write percent");
        }
        Inspection inspection =
                new SystemReader(Shipped.descriptions(), Images.create())
                        .inspect("SYSTEM", systemName)
                        .under("--profile", profile);
        SystemDescription description = inspection.description();
        off.forEach(each -> Mechanisms.check("--without", each, description));
        try (NewFile page = html == null ? null : NewFile.at("--html", html);
                NewFile object = jsonToFile() ? NewFile.apart(page, "--json", json) : null) {
            Certificate.Prepared prepared = Certificate.prepare(inspection, new Mechanisms(off));
            Optional<Scenario> scenario =
                    prepared.runs() ? Optional.of(scenario(description)) : Optional.empty();
            Optional<ExecutionTimes> times = scenario.map(it -> measure(inspection.loaded(), it));
            Certificate certificate = prepared.judge(times);
            ObjectNode result = new CertificateJson(certificate).object();
            Optional<Provenance> provenance =
                    scenario.map(
                            it -> Provenance.of(Version.number(), inspection.loaded(), it, SEED));
            result.put("command", command());
            provenance.ifPresent(it -> Basis.putInto(result, it));
            PrintWriter out = spec.commandLine().getOut();
            if ("-".equals(json)) {
                out.print(Json.text(result));
            } else {
                new CertificateReport(certificate).lines(Ansi.AUTO, evidence).forEach(out::println);
            }
            out.flush();
            if (object != null) {
                write(object, Json.text(result));
            }
            if (page != null) {
                write(page, CertificatePage.of(certificate, command(), provenance));
            }
            return certificate.passed() ? 0 : BROKEN;
        }
    }

    private boolean jsonToFile() {
        return json != null && !json.equals("-");
    }

    private Scenario scenario(SystemDescription description) {
        ScenarioReader reader = new ScenarioReader(Shipped.scenarios());
        if (scenarioName != null) {
            return reader.read("--scenario", scenarioName, description);
        }
        for (String name : SCENARIOS) {
            try {
                return reader.read("--scenario", name, description);
            } catch (InputError _) { // it names what this description does not have
            }
        }
        throw new IllegalStateException("the last of " + SCENARIOS + " fits any system");
    }

    private ExecutionTimes measure(LoadedSystem system, Scenario scenario) {
        ExecutionMeasurement measurement =
                new ExecutionMeasurement(
                        system, scenario, new Twin.Settings(new Mechanisms(off), SEED, profile));
        Twin twin = measurement.twin();
        StatusLine status = new StatusLine(spec);
        while (!twin.ended() && twin.now().compareTo(limit) < 0) {
            SimTime next = twin.now().plus(CHUNK);
            twin.runUntil(next.compareTo(limit) < 0 ? next : limit);
            status.show(twin);
        }
        status.clear();
        return measurement.times(margin);
    }

    private static void write(NewFile file, String text) throws IOException {
        file.stream().write(text.getBytes(StandardCharsets.UTF_8));
        file.keep();
    }

    /** What repeats the certificate. */
    private String command() {
        StringBuilder command = new StringBuilder("./twin check ").append(systemName);
        if (!profile.equals(KernelProfile.MICROKERNEL)) {
            command.append(" --profile ").append(profile);
        }
        off.forEach(each -> command.append(" --without ").append(each));
        if (scenarioName != null) {
            command.append(" --scenario ").append(scenarioName);
        }
        command.append(" --for ")
                .append(limit.toString().replace(" ", ""))
                .append(" --margin ")
                .append(margin);
        return command.toString();
    }
}
