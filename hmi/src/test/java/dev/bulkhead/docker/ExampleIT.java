package dev.bulkhead.docker;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.testcontainers.junit.jupiter.EnabledIfDockerAvailable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The example of docs/integration-testing.md, run as it stands there. */
@EnabledIfDockerAvailable
class ExampleIT extends BrakesGoOn {
    @BeforeAll
    static void engine() {
        Engine.mustAnswer();
    }

    @Test
    void isTheOneInTheGuide() throws IOException {
        String guide = Files.readString(Engine.root().resolve("docs/integration-testing.md"));
        String shown = guide.split("```java\n", 2)[1].split("```", 2)[0];
        Path source =
                Engine.root().resolve("hmi/src/test/java/dev/bulkhead/docker/BrakesGoOn.java");
        String own = Files.readString(source);

        assertEquals(own.substring(own.indexOf("import ")), shown);
    }
}
