package dev.bulkhead.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;

import java.util.List;
import java.util.function.ToIntFunction;
import java.util.regex.Pattern;

/**
 * The rules of the house that byte code shows. Each takes the classes it is about, so that the same
 * rule judges the product and the offenders that prove that it can fail.
 *
 * <p>What a rule forbids is written as patterns over full names such as {@code
 * java.lang.System.nanoTime()}; a method reference counts as a call, {@code <init>} is a
 * constructor.
 */
final class Rules {
    /** Types that are no constant, however final the field. */
    private static final List<Class<?>> CHANGEABLE =
            List.of(
                    java.util.Collection.class,
                    java.util.Map.class,
                    java.util.BitSet.class,
                    java.util.random.RandomGenerator.class,
                    java.util.Iterator.class,
                    java.nio.Buffer.class,
                    java.lang.Appendable.class,
                    java.lang.ThreadLocal.class);

    private Rules() {}

    /** A class uses none of a module to its right; {@code rank} counts modules from the left. */
    static ArchRule direction(
            DescribedPredicate<? super JavaClass> which, ToIntFunction<JavaClass> rank) {
        return classes()
                .that(which)
                .should(
                        new ArchCondition<JavaClass>("use only modules to their left") {
                            @Override
                            public void check(JavaClass item, ConditionEvents events) {
                                for (Dependency use : item.getDirectDependenciesFromSelf()) {
                                    boolean fine =
                                            rank.applyAsInt(use.getTargetClass())
                                                    <= rank.applyAsInt(item);
                                    events.add(
                                            new SimpleConditionEvent(
                                                    item, fine, use.getDescription()));
                                }
                            }
                        })
                .allowEmptyShould(true);
    }

    /** No two packages use each other, however long the way round. */
    static ArchRule noCycles(String packages) {
        return slices().matching(packages).should().beFreeOfCycles().allowEmptyShould(true);
    }

    /** A library is one package's alone. */
    static ArchRule onlyIn(String ours, String library) {
        return noClasses()
                .that()
                .resideOutsideOfPackage(ours)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library)
                .allowEmptyShould(true);
    }

    static ArchRule noWallClock(DescribedPredicate<? super JavaClass> which) {
        return without(
                which,
                "take their time from dev.bulkhead.time",
                "java.lang.System.(currentTimeMillis|nanoTime)\\(.*",
                "java.time.[A-Za-z]+.now\\(.*",
                "java.time.Clock..*",
                "java.util.Date.<init>\\(\\)",
                "java.util.Calendar.getInstance\\(.*");
    }

    static ArchRule noUnseededRandom(DescribedPredicate<? super JavaClass> which) {
        return without(
                which,
                "draw from a stream named by seed and component",
                "java.util.(Splittable)?Random.<init>\\(\\)",
                "java.util.concurrent.ThreadLocalRandom..*",
                "java.security.SecureRandom..*",
                "java.lang.(Strict)?Math.random\\(\\)",
                "java.util.UUID.randomUUID\\(\\)",
                "java.util.random.RandomGenerator.(getDefault|of)\\(.*",
                "java.util.Collections.shuffle\\(java.util.List\\)");
    }

    /** To pass on an interruption, a class may still ask for the thread that it runs on. */
    static ArchRule noThreads(DescribedPredicate<? super JavaClass> which) {
        return without(
                which,
                "run on the one thread that calls them",
                "java.lang.Thread.(?!currentThread|interrupt\\().*",
                "java.lang.Object.(wait|notify|notifyAll)\\(.*",
                "java.util.Timer..*",
                "java.util.concurrent.(Executor|ForkJoin|CompletableFuture|Scheduled|ThreadPool|Struct).*",
                "java.util.concurrent.TimeUnit.(sleep|timed[A-Za-z]+)\\(.*",
                ".*.parallelStream\\(\\)",
                "java.util.stream.[A-Za-z]+.parallel\\(\\)",
                "java.util.Arrays.parallel[A-Za-z]+\\(.*");
    }

    static ArchRule strictMath(DescribedPredicate<? super JavaClass> which) {
        return without(
                which,
                "take transcendental functions from StrictMath, which is the same in every JVM",
                "java.lang.Math.(a?(sin|cos|tan)|atan2|(sin|cos|tan)h|exp|expm1)\\(.*",
                "java.lang.Math.(log|log10|log1p|pow|cbrt|hypot)\\(.*");
    }

    /**
     * {@code Map.of} and {@code Set.of} of more than one entry are among them: their order changes
     * from one JVM to the next.
     */
    static ArchRule noHashOrder(DescribedPredicate<? super JavaClass> which) {
        return without(
                which,
                "keep an order: LinkedHashMap, TreeMap, EnumMap, List",
                "java.util.(HashMap|HashSet|Hashtable|IdentityHashMap|WeakHashMap).<init>\\(.*",
                "java.util.concurrent.ConcurrentHashMap.*",
                "java.util.(Map|Set).(ofEntries|copyOf)\\(.*",
                "java.util.Set.of\\((.*,.*|.*\\[.*)\\)",
                "java.util.Map.of\\(.*,.*,.*\\)",
                "java.lang.System.identityHashCode\\(.*",
                "java.util.stream.Collectors.to(Unmodifiable)?Set\\(.*",
                "java.util.stream.Collectors.to(Unmodifiable|Concurrent)Map\\(.*",
                "java.util.stream.Collectors.toMap\\((?!.*Supplier).*",
                "java.util.stream.Collectors.groupingBy\\((?!.*Supplier).*",
                "java.util.stream.Collectors.groupingByConcurrent\\(.*");
    }

    /**
     * What is static is final, and nothing in it can change. A private array is a look-up table.
     */
    static ArchRule noStaticState(DescribedPredicate<? super JavaClass> which) {
        return fields().that()
                .areStatic()
                .and()
                .areDeclaredInClassesThat(which)
                .should(
                        new ArchCondition<JavaField>("be final and of a type that cannot change") {
                            @Override
                            public void check(JavaField field, ConditionEvents events) {
                                boolean fine =
                                        field.getModifiers().contains(JavaModifier.SYNTHETIC)
                                                || (field.getModifiers()
                                                                .contains(JavaModifier.FINAL)
                                                        && !canChange(field));
                                events.add(
                                        new SimpleConditionEvent(
                                                field, fine, field.getDescription()));
                            }
                        })
                .allowEmptyShould(true);
    }

    private static boolean canChange(JavaField field) {
        JavaClass type = field.getRawType();
        if (type.isArray()) {
            return !field.getModifiers().contains(JavaModifier.PRIVATE);
        }
        return CHANGEABLE.stream().anyMatch(type::isAssignableTo) && !type.isInterface()
                || type.getPackageName().equals("java.util.concurrent.atomic");
    }

    /**
     * Kernel data lies in simulated RAM; a kernel object holds addresses, which never change. An
     * {@code Operation} is one entry into the kernel and gone at its end; it adds up what that
     * costs.
     */
    static ArchRule onlyFinalFields(DescribedPredicate<? super JavaClass> which) {
        return fields().that()
                .areDeclaredInClassesThat(which)
                .and()
                .areNotDeclaredIn("dev.bulkhead.kernel.Operation")
                .should()
                .beFinal()
                .allowEmptyShould(true);
    }

    static ArchRule neitherPrintsNorExits(DescribedPredicate<? super JavaClass> which) {
        return without(
                which,
                "leave printing and the end of the process to dev.bulkhead.cli",
                "java.lang.System.(out|err|in)",
                "java.lang.System.(exit|console)\\(.*",
                "java.lang.Runtime.(exit|halt)\\(.*",
                ".*.printStackTrace\\(\\)");
    }

    private static ArchRule without(
            DescribedPredicate<? super JavaClass> which, String instead, String... forbidden) {
        Pattern pattern = Pattern.compile(String.join("|", forbidden));
        return noClasses()
                .that(which)
                .should()
                .accessTargetWhere(
                        DescribedPredicate.describe(
                                "the rule forbids",
                                (JavaAccess<?> access) ->
                                        pattern.matcher(access.getTarget().getFullName())
                                                .matches()))
                .because("they " + instead)
                .allowEmptyShould(true);
    }
}
