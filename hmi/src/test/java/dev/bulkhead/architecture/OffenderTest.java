package dev.bulkhead.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;

import org.junit.jupiter.api.Test;

import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Each rule of {@link ArchitectureTest} finds its offenders: every member whose name begins with
 * {@code bad}, and none whose name begins with {@code good}.
 */
class OffenderTest {
    private static final String OFFENDERS = "dev.bulkhead.architecture.offender";
    private static final JavaClasses CLASSES = new ClassFileImporter().importPackages(OFFENDERS);
    private static final DescribedPredicate<JavaClass> THESE = resideInAPackage(OFFENDERS + "..");
    private static final Pattern MEMBER = Pattern.compile("[.$](bad\\w+|good\\w+)");

    @Test
    void wallClock() {
        finds(
                Rules.noWallClock(THESE),
                "badClock",
                "badDate",
                "badInstant",
                "badMillis",
                "badNanos",
                "badReference");
    }

    @Test
    void unseededRandom() {
        finds(
                Rules.noUnseededRandom(THESE),
                "badMathRandom",
                "badRandom",
                "badShuffle",
                "badThreadLocalRandom",
                "badUuid");
    }

    @Test
    void threads() {
        finds(
                Rules.noThreads(THESE),
                "badExecutor",
                "badFuture",
                "badParallel",
                "badParallelStream",
                "badSleep",
                "badThread",
                "badVirtualThread");
    }

    @Test
    void mathThatDiffersBetweenJvms() {
        finds(
                Rules.strictMath(THESE),
                "badAtan2",
                "badCosReference",
                "badHypot",
                "badPow",
                "badSin",
                "badTanh");
    }

    @Test
    void hashOrder() {
        finds(
                Rules.noHashOrder(THESE),
                "badGrouping",
                "badHashMap",
                "badHashSetReference",
                "badIdentity",
                "badMapOf",
                "badSetCopy",
                "badSetOf",
                "badSetOfArray",
                "badToMap",
                "badToSet");
    }

    @Test
    void staticState() {
        finds(
                Rules.noStaticState(THESE),
                "badAtomic",
                "badBuffer",
                "badCount",
                "badList",
                "badTable");
    }

    @Test
    void fieldsThatChange() {
        finds(Rules.onlyFinalFields(resideInAPackage(OFFENDERS + ".kernel")), "badValue");
    }

    @Test
    void printingAndExiting() {
        finds(
                Rules.neitherPrintsNorExits(THESE),
                "badErr",
                "badExit",
                "badHalt",
                "badOut",
                "badTrace");
    }

    @Test
    void useOfAModuleToTheRight() {
        finds(
                Rules.direction(THESE, type -> type.getPackageName().endsWith(".right") ? 1 : 0),
                "badRight");
    }

    @Test
    void aLibraryOfAnotherPackage() {
        finds(Rules.onlyIn(OFFENDERS + ".right..", OFFENDERS + ".right.."), "badRight");
    }

    @Test
    void packagesInACircle() {
        String report =
                Rules.noCycles(OFFENDERS + ".(**)").evaluate(CLASSES).getFailureReport().toString();

        assertEquals(1, Pattern.compile("Cycle detected").matcher(report).results().count());
    }

    private static void finds(ArchRule rule, String... members) {
        var found = new TreeSet<String>();
        for (String line : rule.evaluate(CLASSES).getFailureReport().getDetails()) {
            Matcher member = MEMBER.matcher(line);
            found.add(member.find() ? member.group(1) : line);
        }
        assertEquals(String.join("\n", members), String.join("\n", found));
    }
}
