import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/**
 * Checks or mends the format of every Java file below a folder with one start of the formatter.
 *
 * <p>Run as a source file by the Maven build, on the tool-chain JDK, with google-java-format on the
 * class path: {@code java ci/Format.java check|apply FOLDER}. Exit status 0: all is well, 1: {@code
 * check} found a file to mend or a file could not be read as Java.
 */
final class Format {
    private static final String REMEDY = "mvn -q -N -Pformat validate";

    public static void main(String[] args) throws Exception {
        boolean apply = args[0].equals("apply");
        Path root = Path.of(args[1]);
        var arguments = new ArrayList<String>(List.of("--aosp"));
        arguments.addAll(
                apply ? List.of("--replace") : List.of("--dry-run", "--set-exit-if-changed"));
        int options = arguments.size();
        try (Stream<Path> files = Files.walk(root, 1)) {
            for (Path folder : files.filter(Format::holdsSources).sorted().toList()) {
                arguments.addAll(javaFilesBelow(folder));
            }
        }
        if (arguments.size() == options) {
            return;
        }
        var changed = new StringWriter();
        var errors = new StringWriter();
        int status =
                ToolProvider.findFirst("google-java-format")
                        .orElseThrow()
                        .run(
                                new PrintWriter(changed, true),
                                new PrintWriter(errors, true),
                                arguments.toArray(String[]::new));
        System.err.print(errors);
        if (!apply && !changed.toString().isBlank()) {
            System.err.println("Not formatted:");
            changed.toString()
                    .lines()
                    .sorted()
                    .forEach(file -> System.err.println("  " + root.relativize(Path.of(file))));
            System.err.println("Mend with: " + REMEDY);
        }
        if (status != 0) {
            System.exit(1);
        }
    }

    /** A module, or the folder of this file. */
    private static boolean holdsSources(Path folder) {
        return folder.endsWith("ci") || Files.isDirectory(folder.resolve("src"));
    }

    private static List<String> javaFilesBelow(Path folder) throws Exception {
        Path sources = folder.endsWith("ci") ? folder : folder.resolve("src");
        try (Stream<Path> files = Files.walk(sources)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .map(Path::toString)
                    .sorted()
                    .toList();
        }
    }
}
