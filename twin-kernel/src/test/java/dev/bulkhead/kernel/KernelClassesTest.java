package dev.bulkhead.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The classes of the kernel model hold addresses and configuration, never a value. */
class KernelClassesTest {

    private static List<Class<?>> classes() throws Exception {
        Path root = root();
        List<Class<?>> classes = new ArrayList<>();
        try (var files = Files.list(root)) {
            for (Path file : files.sorted().toList()) {
                String name = file.getFileName().toString();
                if (name.endsWith(".class") && !name.equals("package-info.class")) {
                    classes.add(Class.forName("dev.bulkhead.kernel." + name.replace(".class", "")));
                }
            }
        }
        return classes;
    }

    private static Path root() throws URISyntaxException {
        var location = Microkernel.class.getProtectionDomain().getCodeSource().getLocation();
        return Path.of(location.toURI()).resolve("dev/bulkhead/kernel");
    }

    @Test
    void haveOnlyFinalFieldsSaveTheRunningOperation() throws Exception {
        List<String> mutable = new ArrayList<>();
        for (Class<?> type : classes()) {
            for (Field field : type.getDeclaredFields()) {
                boolean test = type.getName().matches(".*(Test|Ecu|EcuBuilder|Guest).*");
                if (!Modifier.isFinal(field.getModifiers()) && !test) {
                    mutable.add(type.getSimpleName() + "." + field.getName());
                }
            }
        }
        assertEquals(List.of("Operation.cost", "Operation.prepaid"), mutable);
    }

    @Test
    void keepNoOperation() throws Exception {
        for (Class<?> type : classes()) {
            for (Field field : type.getDeclaredFields()) {
                assertTrue(field.getType() != Operation.class, type + "." + field.getName());
            }
        }
    }
}
