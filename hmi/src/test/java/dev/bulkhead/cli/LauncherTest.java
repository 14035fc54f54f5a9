package dev.bulkhead.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The launcher {@code twin} in a tree of its own, with a JDK and a Maven that only write down their
 * calls.
 */
class LauncherTest {
    private static final List<String> TOOLS =
            List.of(
                    "bash",
                    "dirname",
                    "find",
                    "flock",
                    "grep",
                    "mkdir",
                    "mv",
                    "readlink",
                    "rm",
                    "head",
                    "tee",
                    "touch",
                    "cat");
    private static final Path LAUNCHER = Path.of("..", "twin");

    @TempDir private Path folder;
    private Path tree;
    private Path path;
    private Path jvms;

    @BeforeEach
    void aFreshClone() throws IOException {
        tree = Files.createDirectories(folder.resolve("a clone"));
        path = Files.createDirectories(folder.resolve("bin"));
        jvms = Files.createDirectories(folder.resolve("jvms"));
        Files.copy(LAUNCHER, tree.resolve("twin"), StandardCopyOption.COPY_ATTRIBUTES);
        write(tree.resolve("pom.xml"), "<project/>");
        for (String module : List.of("bus-sim", "twin-kernel", "partitions", "hmi")) {
            write(tree.resolve(module + "/pom.xml"), "<project/>");
            write(tree.resolve(module + "/src/main/java/A.java"), "class A {}");
            write(tree.resolve(module + "/src/test/java/ATest.java"), "class ATest {}");
        }
        write(tree.resolve("hmi/src/main/launcher/jvm.args"), "-Xmx512m");
        for (String tool : TOOLS) {
            Files.createSymbolicLink(path.resolve(tool), whereIs(tool));
        }
        installMaven("exit 0");
        installJdk("temurin-25", "25.0.3");
    }

    @Test
    void theFirstStartBuildsOnceModuleByModuleAndHandsOver() throws Exception {
        Start start = twin("run", "full stop");

        assertEquals(0, start.status());
        assertEquals("run,full stop,\n", start.out());
        assertTrue(start.err().contains("[2/5] the world outside the ECU\n"), start::err);
        assertEquals(1, builds());
    }

    @Test
    void anotherStartBuildsAndPrintsNothing() throws Exception {
        twin("--version");

        Start second = twin("--version");

        assertEquals("", second.err());
        assertEquals("--version,\n", second.out());
        assertEquals(1, builds());
    }

    @Test
    void aFailedBuildIsStatus2AndIsTriedAgain() throws Exception {
        installMaven("echo '[ERROR] A.java:[3,4] cannot find symbol'; exit 1");

        Start failed = twin("--version");

        assertEquals(2, failed.status());
        assertTrue(failed.err().contains("A.java:[3,4] cannot find symbol"), failed::err);
        assertEquals("", failed.out());
        twin("--version");
        assertEquals(2, builds());
    }

    @Test
    @Timeout(60)
    void twoFirstStartsAtOnceBuildOnce() throws Exception {
        Path building = pipe("building");
        Path go = pipe("go");
        installMaven("echo now >'%s'; read -r _ <'%s'".formatted(building, go));

        Process one = start(tree.resolve("twin"), "one");
        assertEquals("now\n", Files.readString(building));
        Process two = start(tree.resolve("twin"), "two");
        assertEquals("Waiting for another start that builds", two.errorReader().readLine());
        Files.writeString(go, "\n");

        assertEquals("one,\n", Start.of(one).out());
        assertEquals("two,\n", Start.of(two).out());
        assertEquals(1, builds());
    }

    @Test
    void aLinkFromAnotherFolderWorks() throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("a clone", "twin"));

        assertEquals("--version,\n", Start.of(start(link, "--version")).out());
    }

    @Nested
    class AfterABuild {
        @BeforeEach
        void build() throws Exception {
            twin("--version");
        }

        @Test
        void aChangedSourceIsBuilt() throws Exception {
            changeLater(tree.resolve("partitions/src/main/java/A.java"));

            assertEquals("--version,\n", twin("--version").out());
            assertEquals(2, builds());
        }

        @Test
        void aRemovedSourceIsBuilt() throws Exception {
            Files.delete(tree.resolve("bus-sim/src/main/java/A.java"));
            changeLater(tree.resolve("bus-sim/src/main/java"));

            twin("--version");
            assertEquals(2, builds());
        }

        @Test
        void aChangedPomIsBuilt() throws Exception {
            changeLater(tree.resolve("pom.xml"));

            twin("--version");
            assertEquals(2, builds());
        }

        @Test
        void aChangedTestIsNot() throws Exception {
            changeLater(tree.resolve("hmi/src/test/java/ATest.java"));

            twin("--version");
            assertEquals(1, builds());
        }

        @Test
        void aCleanedTreeIsBuilt() throws Exception {
            Files.delete(tree.resolve("hmi/target/lib/class-path"));

            twin("--version");
            assertEquals(2, builds());
        }

        private void changeLater(Path file) throws IOException {
            Instant built = Files.getLastModifiedTime(tree.resolve(".twin/built")).toInstant();
            Files.setLastModifiedTime(file, FileTime.from(built.plusMillis(1)));
        }
    }

    @Nested
    class WhatIsMissingIsNamedInOneLine {
        @Test
        void theJdk() throws Exception {
            Files.delete(jvms.resolve("temurin-25/release"));
            installJdk("openjdk-17", "17.0.15");

            Start start = twin("--version");

            assertEquals(2, start.status());
            assertEquals(
                    "twin: no JDK 25 or newer found; install one (such as Eclipse Temurin 25)"
                            + " or set JAVA_HOME to it\n",
                    start.err());
            assertEquals(0, builds());
        }

        @Test
        void maven() throws Exception {
            Files.delete(path.resolve("mvn"));

            Start start = twin("--version");

            assertEquals(2, start.status());
            assertEquals(
                    "twin: no Maven found to build with; install Maven 3.8 or newer"
                            + " (Debian: apt install maven)\n",
                    start.err());
        }

        @Test
        void mavenIsNotMissedOnceBuilt() throws Exception {
            twin("--version");
            Files.delete(path.resolve("mvn"));

            assertEquals(0, twin("--version").status());
        }
    }

    @Nested
    class InATreeThatCannotBeWritten {
        @Test
        void aFirstStartSaysSoInOneLine() throws Exception {
            // a file where the folder should be, which stops root too
            Files.writeString(tree.resolve(".twin"), "");

            Start start = twin("--version");

            assertEquals(2, start.status());
            assertEquals(
                    "twin: "
                            + tree.toRealPath()
                            + " cannot be written, so it cannot be built; make it writable, or copy"
                            + " it elsewhere\n",
                    start.err());
            assertEquals(0, builds());
        }

        @Test
        void whatIsBuiltRunsThoughItsFastStartIsNotPrepared() throws Exception {
            twin("--version");
            Files.deleteIfExists(tree.resolve(".twin/train.log"));
            Files.setPosixFilePermissions(
                    tree.resolve(".twin"), PosixFilePermissions.fromString("r-xr-xr-x"));
            assumeFalse(Files.isWritable(tree.resolve(".twin")), "root writes everywhere");

            Start start = twin("--version");

            assertEquals("", start.err());
            assertEquals("--version,\n", start.out());
            assertEquals(1, builds());
        }
    }

    private Start twin(String... args) throws Exception {
        return Start.of(start(tree.resolve("twin"), args));
    }

    private Process start(Path launcher, String... args) throws IOException {
        var builder =
                new ProcessBuilder(
                        Stream.concat(Stream.of(launcher.toString()), Stream.of(args)).toList());
        builder.environment().clear();
        builder.environment().put("PATH", path.toString());
        builder.environment().put("TWIN_JVM_FOLDERS", jvms.toString());
        return builder.directory(folder.toFile()).start();
    }

    private int builds() throws IOException {
        Path calls = folder.resolve("calls");
        return Files.exists(calls) ? Files.readAllLines(calls).size() : 0;
    }

    private void installMaven(String then) throws IOException {
        script(
                path.resolve("mvn"),
                """
                echo mvn >>"%1$s/calls"
                echo '[INFO] Building Bulkhead: the world outside the ECU 0.1.0-SNAPSHOT  [2/5]'
                mkdir -p "%2$s/hmi/target/lib"
                touch "%2$s/hmi/target/hmi.jar"
                echo '@lib@/picocli.jar' >"%2$s/hmi/target/lib/class-path"
                """
                                .formatted(folder, tree)
                        + then);
    }

    private void installJdk(String name, String version) throws IOException {
        write(
                jvms.resolve(name + "/release"),
                "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
        script(jvms.resolve(name + "/bin/javac"), "exit 0");
        script(
                jvms.resolve(name + "/bin/java"),
                """
                until [ "$1" = dev.bulkhead.cli.Main ]; do shift; done
                shift
                printf '%s,' "$@"
                echo
                """);
    }

    private Path pipe(String name) throws Exception {
        Path pipe = folder.resolve(name);
        assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
        return pipe;
    }

    private static void script(Path file, String text) throws IOException {
        write(file, "#!/usr/bin/env bash\n" + text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static Path whereIs(String tool) {
        return Stream.of("/usr/bin", "/bin")
                .map(folder -> Path.of(folder, tool))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow();
    }

    private record Start(int status, String out, String err) {
        static Start of(Process process) throws Exception {
            String out = new String(process.getInputStream().readAllBytes(), UTF_8);
            String err = new String(process.getErrorStream().readAllBytes(), UTF_8);
            assertTrue(process.waitFor(60, TimeUnit.SECONDS));
            return new Start(process.exitValue(), out, err);
        }
    }
}
