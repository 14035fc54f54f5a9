package dev.bulkhead.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.document.DiskFile;
import dev.bulkhead.partitions.Images;
import dev.bulkhead.partitions.Shipped;
import dev.bulkhead.report.PictureColumns.Join;
import dev.bulkhead.system.SystemDescription;
import dev.bulkhead.system.SystemReader;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import javax.xml.parsers.DocumentBuilderFactory;

class SystemPictureTest {
    private static final SystemReader READER =
            new SystemReader(Shipped.descriptions(), Images.create());
    private static final SystemDescription REFERENCE =
            READER.read("system", Shipped.REFERENCE).description();

    @TempDir private Path folder;

    /** It is well-formed, which a browser does not ask of SVG in HTML. */
    private static Document parsed(SystemDescription system) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(
                        new ByteArrayInputStream(
                                SystemPicture.of(system).getBytes(StandardCharsets.UTF_8)));
    }

    private static List<Element> elements(Document document, String tag, String style) {
        NodeList all = document.getElementsByTagName(tag);
        List<Element> found = new ArrayList<>();
        for (int i = 0; i < all.getLength(); i++) {
            Element element = (Element) all.item(i);
            if (List.of(element.getAttribute("class").split(" ")).contains(style)) {
                found.add(element);
            }
        }
        return found;
    }

    private static List<String> texts(Document document, String style) {
        return elements(document, "text", style).stream().map(Element::getTextContent).toList();
    }

    private static List<String> lines(Document document, String style) {
        return elements(document, "g", "line").stream()
                .filter(
                        g ->
                                elements(document, "path", style).stream()
                                        .anyMatch(p -> g.isSameNode(p.getParentNode())))
                .map(g -> g.getElementsByTagName("title").item(0).getTextContent())
                .sorted()
                .toList();
    }

    @Nested
    class TheReferenceSystem {
        private final Document picture;

        TheReferenceSystem() throws Exception {
            picture = parsed(REFERENCE);
        }

        @Test
        void hasABoxForEachPartitionAndRegion() {
            List<String> names = texts(picture, "name");
            REFERENCE.partitions().forEach(p -> assertTrue(names.contains(p.name()), p.name()));
            REFERENCE.regions().forEach(r -> assertTrue(names.contains(r.name()), r.name()));
            assertEquals(10, names.size());
        }

        @Test
        void hasRowsFromTheHighestLevelDown() {
            assertEquals(
                    List.of("ASIL D", "ASIL B", "QM", "shared memory", "devices", "buses"),
                    texts(picture, "row"));
        }

        @Test
        void showsWhatIsProtectedAndWhatPassesFramesOn() {
            assertEquals(2, elements(picture, "rect", "safe").size());
            assertTrue(texts(picture, "detail").contains("gateway, prio 140"));
        }

        @Test
        void showsAdvisoryInputsApart() {
            assertEquals(
                    List.of(
                            "gateway -> braking: prefill-hint",
                            "gateway -> chassis-can: diagnostic-request",
                            "infotainment -> braking: brake-feel"),
                    lines(picture, "advisory"));
            assertEquals(List.of(), lines(picture, "upward"));
        }

        @Test
        void hasDevicesAndBusesWithTheirNodes() {
            assertEquals(5, texts(picture, "device").size());
            assertTrue(texts(picture, "device").contains("wireless0 · DMA"));
            assertEquals(
                    List.of("chassis, 500 kbit/s", "body, 250 kbit/s"), texts(picture, "busname"));
            assertTrue(texts(picture, "nodes").getLast().contains("Tester"));
        }

        @Test
        void noTwoBoxesShareAColumn() {
            List<String> places =
                    elements(picture, "text", "name").stream()
                            .map(t -> t.getAttribute("x"))
                            .toList();
            assertEquals(places.size(), places.stream().distinct().count());
        }
    }

    @Test
    void anUndeclaredFlowUpwardStandsOut() throws Exception {
        Path file = folder.resolve("mine.yaml");
        Files.writeString(
                file,
                """
                extends: reference
                channels:
                  - { a: { partition: wireless, id: 3 }, b: { partition: braking, id: 3 } }
                """);
        SystemDescription mine = READER.inspect(DiskFile.of(file.toString())).description();

        assertEquals(List.of("wireless -> braking: notification"), lines(parsed(mine), "upward"));
    }

    @Test
    void boxesThatAreJoinedComeNearEachOther() {
        assertEquals(
                List.of("b", "a", "d", "c"),
                PictureColumns.of(
                        List.of("a", "b", "c", "d"),
                        List.of(new Join("a", "b"), new Join("a", "d"), new Join("c", "d"))));
    }
}
