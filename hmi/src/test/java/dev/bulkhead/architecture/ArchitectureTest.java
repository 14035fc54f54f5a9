package dev.bulkhead.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The product keeps the rules of the house. {@link OffenderTest} shows that each can fail. */
class ArchitectureTest {
    private static final List<String> MODULES =
            List.of("bus-sim", "twin-kernel", "partitions", "hmi");
    private static final Pattern MODULE =
            Pattern.compile(
                    ".*/(" + String.join("|", MODULES) + ")(/target/classes/|-[^/]+jar!).*");
    private static final JavaClasses PRODUCT =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("dev.bulkhead");

    private static final DescribedPredicate<JavaClass> EVERYWHERE =
            describe("of Bulkhead", _ -> true);
    private static final DescribedPredicate<JavaClass> BELOW_HMI =
            describe("below hmi", type -> rank(type) < MODULES.indexOf("hmi"));
    private static final DescribedPredicate<JavaClass> COMMAND_LINE =
            resideInAPackage("dev.bulkhead.cli..");

    /** A program of its own, which only Maven runs. */
    private static final DescribedPredicate<JavaClass> BUILD_STEP =
            describe(
                    "the build's compiler of images",
                    type -> type.getName().equals("dev.bulkhead.partitions.ShippedImages"));

    @Nested
    class Structure {
        @Test
        void eachModuleUsesOnlyThoseToItsLeft() {
            Rules.direction(EVERYWHERE, ArchitectureTest::rank).check(PRODUCT);
        }

        @Test
        void packagesUseEachOtherInNoCircle() {
            Rules.noCycles("dev.bulkhead.(**)").check(PRODUCT);
        }

        @Test
        void aPackageLivesInOneModule() {
            Map<String, TreeSet<Integer>> modules = new TreeMap<>();
            PRODUCT.forEach(
                    type ->
                            modules.computeIfAbsent(type.getPackageName(), _ -> new TreeSet<>())
                                    .add(rank(type)));
            modules.values().removeIf(ranks -> ranks.size() == 1);

            assertEquals(Map.of(), modules);
        }

        @Test
        void everyPackageSaysWhatItIsFor() {
            var silent = new TreeSet<String>();
            PRODUCT.forEach(type -> silent.add(type.getPackageName()));
            PRODUCT.stream()
                    .filter(type -> type.getSimpleName().equals("package-info"))
                    .forEach(type -> silent.remove(type.getPackageName()));

            assertEquals(new TreeSet<>(), silent);
        }

        @Test
        void printingAndExitingAreTheCommandLines() {
            Rules.neitherPrintsNorExits(not(COMMAND_LINE).and(not(BUILD_STEP))).check(PRODUCT);
        }

        @Test
        void theClustersEngineIsKnownToOnePackage() {
            Rules.onlyIn("dev.bulkhead.cluster..", "com.hazelcast..").check(PRODUCT);
        }

        @Test
        void theClassesOfTheProductWereFound() {
            assertTrue(PRODUCT.contain("dev.bulkhead.time.SimTime"));
            assertTrue(PRODUCT.contain("dev.bulkhead.cli.Main"));
            assertEquals(0, rank(PRODUCT.get("dev.bulkhead.time.SimTime")));
            assertEquals(3, rank(PRODUCT.get("dev.bulkhead.cli.Main")));
        }
    }

    @Nested
    class BelowHmiNothingDependsOnTheHost {
        @Test
        void noWallClock() {
            Rules.noWallClock(BELOW_HMI).check(PRODUCT);
        }

        @Test
        void noUnseededRandom() {
            Rules.noUnseededRandom(BELOW_HMI).check(PRODUCT);
        }

        @Test
        void noThreads() {
            Rules.noThreads(BELOW_HMI).check(PRODUCT);
        }

        @Test
        void transcendentalFunctionsAreStrict() {
            Rules.strictMath(BELOW_HMI).check(PRODUCT);
        }

        @Test
        void noHashOrder() {
            Rules.noHashOrder(BELOW_HMI).check(PRODUCT);
        }

        @Test
        void noStaticState() {
            Rules.noStaticState(BELOW_HMI).check(PRODUCT);
        }

        @Test
        void kernelClassesHoldAddressesAndNoValues() {
            Rules.onlyFinalFields(resideInAPackage("dev.bulkhead.kernel..")).check(PRODUCT);
        }
    }

    /** The module's place in the chain from the left; -1 for a class that is not ours. */
    private static int rank(JavaClass type) {
        return type.getSource()
                .map(source -> MODULE.matcher(source.getUri().toString()))
                .filter(Matcher::matches)
                .map(place -> MODULES.indexOf(place.group(1)))
                .orElse(-1);
    }
}
