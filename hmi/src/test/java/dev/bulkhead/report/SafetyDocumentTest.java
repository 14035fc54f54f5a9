package dev.bulkhead.report;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.fault.FaultKind;
import dev.bulkhead.system.Mechanism;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** docs/safety.md names a requirement for each fault and mechanism, and says what reports say. */
class SafetyDocumentTest {
    private static String text;

    @BeforeAll
    static void read() throws IOException {
        text = Files.readString(Path.of("..", "docs", "safety.md"));
    }

    private static void pointsToARequirement(String label) {
        Pattern row = Pattern.compile("(?m)^\\| `" + label + "` +\\|.*\\bSR-\\d+");
        assertTrue(row.matcher(text).find(), "no requirement for '" + label + "'");
    }

    @ParameterizedTest
    @EnumSource
    void eachKindOfFaultPointsToARequirement(FaultKind kind) {
        pointsToARequirement(kind.label());
    }

    @ParameterizedTest
    @EnumSource
    void eachMechanismPointsToARequirement(Mechanism mechanism) {
        pointsToARequirement(mechanism.label());
    }

    @Test
    void reportsAndDocumentSayTheSame() {
        Stream.of(Basis.assumptions(), Basis.knownDefects(), Basis.toolConfidence())
                .flatMap(List::stream)
                .forEach(each -> assertTrue(text.contains("- " + each + "\n"), each));
    }
}
