package dev.bulkhead.document;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;

import dev.bulkhead.fault.FaultReader;
import dev.bulkhead.scenario.ScenarioReader;
import dev.bulkhead.shadow.ShadowMapReader;
import dev.bulkhead.system.SystemReader;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The published schemas and the pages that explain them. */
class PublishedSchemaTest {
    private static final Path DOCS = Path.of("..", "docs");

    static List<Arguments> schemas() {
        return List.of(
                Arguments.of(SystemReader.class, SystemReader.SCHEMA, "description.md", "system"),
                Arguments.of(
                        ScenarioReader.class, ScenarioReader.SCHEMA, "scenario.md", "scenario"),
                Arguments.of(FaultReader.class, FaultReader.SCHEMA, "faults.md", "fault"),
                Arguments.of(ShadowMapReader.class, ShadowMapReader.SCHEMA, "shadow.md", "shadow"));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("schemas")
    void isJsonSchema202012(Class<?> owner, String schema) throws IOException {
        var metaschema =
                SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                        .getSchema(
                                SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));
        assertEquals(List.of(), metaschema.validate(text(owner, schema), InputFormat.JSON));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("schemas")
    void eachKeyStandsInATableOfThePage(Class<?> owner, String schema, String page)
            throws IOException {
        String documented = Files.readString(DOCS.resolve(page));
        List<String> missing = new ArrayList<>();
        for (String key : keys(JsonMapper.shared().readTree(text(owner, schema)))) {
            if (!documented.contains("| `" + key + "` ")) {
                missing.add(key);
            }
        }
        assertEquals(List.of(), missing);
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("schemas")
    void theWholeExampleIsOneThatTheTestsRead(
            Class<?> owner, String schema, String page, String folder) throws IOException {
        String good = text(owner, "good.yaml");
        assertTrue(
                Files.readString(DOCS.resolve(page)).contains("```yaml\n" + good + "```"), folder);
    }

    private static List<String> keys(JsonNode schema) {
        List<String> keys = new ArrayList<>(schema.path("properties").propertyNames());
        for (JsonNode child : schema) {
            if (child.isContainer()) {
                keys.addAll(keys(child));
            }
        }
        return keys;
    }

    private static String text(Class<?> owner, String resource) throws IOException {
        try (InputStream in = owner.getResourceAsStream(resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
