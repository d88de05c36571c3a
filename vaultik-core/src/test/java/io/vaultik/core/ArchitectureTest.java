package io.vaultik.core;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaCodeUnitAccess;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.properties.HasModifiers;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Which package may use which, and what no class of api and core may do. The table is the one of ARCHITECTURE.md. */
class ArchitectureTest {
    private static final String CORE = "io.vaultik.core";
    private static final String INTERNAL = CORE + ".internal.";
    private static final String STORAGE = CORE + ".storage";
    private static final String CONFORMANCE = CORE + ".conformance";

    /** Internal package to the internal packages that it may use. */
    private static final Map<String, Set<String>> MAY_USE = Map.ofEntries(
            entry("format", Set.of()),
            entry("digest", Set.of()),
            entry("chunk", Set.of()),
            entry("age", Set.of()),
            entry("fs", Set.of()),
            entry("state", Set.of()),
            entry("work", Set.of("age")),
            entry("blob", Set.of("format", "digest", "age")),
            entry("catalog", Set.of("format", "digest")),
            entry("tree", Set.of("format", "digest", "blob")),
            entry("gc", Set.of("format")),
            entry("context", Set.of("age", "catalog", "digest", "format", "state", "work")),
            entry(
                    "save",
                    Set.of(
                            "age", "blob", "catalog", "chunk", "context", "digest", "format", "fs", "gc", "read",
                            "state", "tree", "work")),
            entry("read", Set.of("age", "blob", "catalog", "context", "digest", "format", "gc", "tree", "work")),
            entry("maintain", Set.of("catalog", "context", "format", "gc", "read", "save", "state", "work")),
            entry("copy", Set.of("blob", "context", "digest", "format", "gc", "read", "save", "state", "work")),
            entry("rebuild", Set.of("age", "catalog", "context", "digest", "format", "gc", "read", "state", "work")),
            entry("retain", Set.of("context", "format", "gc", "read", "work")),
            entry("restore", Set.of("blob", "context", "format", "fs", "read", "tree", "work")),
            entry(
                    "verify",
                    Set.of("age", "blob", "catalog", "context", "digest", "format", "gc", "read", "tree", "work")),
            entry("content", Set.of("context", "digest", "format", "fs", "gc", "work")),
            entry(
                    "op",
                    Set.of(
                            "age",
                            "blob",
                            "catalog",
                            "chunk",
                            "context",
                            "copy",
                            "digest",
                            "format",
                            "fs",
                            "gc",
                            "maintain",
                            "read",
                            "rebuild",
                            "restore",
                            "retain",
                            "save",
                            "state",
                            "tree",
                            "verify",
                            "work")));

    /** Internal packages that may use the exported storages beside the SPI of the api. */
    private static final Set<String> MAY_USE_STORAGES = Set.of("content", "context", "op");

    /** The only places where a clock of the system is the default of a parameter. */
    private static final Set<String> MAY_NAME_THE_SYSTEM_CLOCK = Set.of(
            "io.vaultik.repository.RepositoryOptions$Settings",
            INTERNAL + "content.ManifestOfDirectory",
            INTERNAL + "content.StoreClient",
            INTERNAL + "content.StoreRun",
            STORAGE + ".CachingStorage",
            STORAGE + ".MemoryStorage",
            STORAGE + ".RetryingStorage",
            STORAGE + ".Throttle");

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.vaultik");

    @Test
    void everyInternalPackageStandsInTheTable() {
        Set<String> packages = CLASSES.stream()
                .map(JavaClass::getPackageName)
                .filter(name -> name.startsWith(INTERNAL))
                .map(name -> name.substring(INTERNAL.length()))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(packages).isNotEmpty();
        assertThat(MAY_USE.keySet()).containsAll(packages);
    }

    @Test
    void theTableHasNoCycle() {
        Set<String> settled = new TreeSet<>();
        boolean progress = true;
        while (progress) {
            progress = false;
            for (Map.Entry<String, Set<String>> row : MAY_USE.entrySet()) {
                progress |= settled.containsAll(row.getValue()) && settled.add(row.getKey());
            }
        }
        assertThat(settled).isEqualTo(MAY_USE.keySet());
    }

    @Test
    void packagesUseOnlyWhatTheTableSays() {
        List<String> violations = new ArrayList<>();
        for (JavaClass origin : CLASSES) {
            for (Dependency dependency : origin.getDirectDependenciesFromSelf()) {
                if (!isAllowed(
                        origin.getPackageName(), dependency.getTargetClass().getBaseComponentType())) {
                    violations.add(dependency.getDescription());
                }
            }
        }
        assertThat(violations).isEmpty();
    }

    private static boolean isAllowed(String from, JavaClass target) {
        String to = target.getPackageName();
        if (from.equals(to) || from.equals(CORE) || !to.startsWith(CORE)) {
            return true;
        }
        if (!from.startsWith(INTERNAL)) {
            // The api knows nothing of core, and the storages nothing of the repository; checks are an application's.
            return from.equals(CONFORMANCE) && (to.equals(CORE) || to.equals(STORAGE));
        }
        String user = from.substring(INTERNAL.length());
        return to.startsWith(INTERNAL)
                ? MAY_USE.getOrDefault(user, Set.of()).contains(to.substring(INTERNAL.length()))
                : to.equals(STORAGE) && MAY_USE_STORAGES.contains(user);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("io.vaultik.core.internal.(*)..")
                .should()
                .beFreeOfCycles()
                .check(CLASSES);
        slices().matching("io.vaultik.(*)")
                .should()
                .beFreeOfCycles()
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    @Test
    void onlyTheCatalogSpeaksSql() {
        noClasses()
                .that()
                .resideOutsideOfPackage(INTERNAL + "catalog")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.sql..", "javax.sql..", "org.sqlite..")
                .check(CLASSES);
    }

    @Test
    void noPackageIsADrawerForEverything() {
        noClasses()
                .should()
                .resideInAnyPackage("..util..", "..utils..", "..common..", "..helper..", "..helpers..", "..misc..")
                .check(CLASSES);
    }

    @Test
    void namesSayWhatAClassIs() {
        List<String> names = CLASSES.stream()
                .map(JavaClass::getSimpleName)
                .filter(name -> name.matches(".*(Impl|Manager|Helper|Utils?)|Abstract[A-Z].*"))
                .toList();
        assertThat(names).isEmpty();
    }

    @Test
    void exportedPackagesDoNotShowInternalTypes() {
        List<String> shown = new ArrayList<>();
        for (JavaClass type : CLASSES) {
            if (type.getPackageName().startsWith(INTERNAL) || !isVisible(type)) {
                continue;
            }
            for (JavaCodeUnit unit : type.getCodeUnits()) {
                if (isVisible(unit)) {
                    unit.getAllInvolvedRawTypes().stream()
                            .map(JavaClass::getBaseComponentType)
                            .filter(used -> used.getPackageName().startsWith(INTERNAL))
                            .forEach(used -> shown.add(unit.getFullName() + " shows " + used.getName()));
                }
            }
            for (JavaField field : type.getFields()) {
                if (isVisible(field) && field.getRawType().getPackageName().startsWith(INTERNAL)) {
                    shown.add(field.getFullName());
                }
            }
        }
        assertThat(shown).isEmpty();
    }

    private static boolean isVisible(HasModifiers element) {
        return element.getModifiers().contains(JavaModifier.PUBLIC)
                || element.getModifiers().contains(JavaModifier.PROTECTED);
    }

    @Test
    void staticFieldsAreFinal() {
        fields().that().areStatic().and(areWritten()).should().beFinal().check(CLASSES);
    }

    /** Leaves out what the compiler and the coverage agent add. */
    private static DescribedPredicate<JavaField> areWritten() {
        return DescribedPredicate.describe(
                "are written by hand",
                field -> !field.getModifiers().contains(JavaModifier.SYNTHETIC)
                        && !field.getName().startsWith("$"));
    }

    @Test
    void nobodyTouchesTheProcess() {
        noClasses()
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .orShould()
                .accessField(System.class, "in")
                .check(CLASSES);
        assertThat(callsOf(Set.of(
                        "java.lang.System.exit",
                        "java.lang.Runtime.exit",
                        "java.lang.Runtime.halt",
                        "java.lang.Runtime.addShutdownHook",
                        "java.lang.Throwable.printStackTrace",
                        "java.util.concurrent.ForkJoinPool.commonPool",
                        "java.util.concurrent.Executors.newCachedThreadPool",
                        "java.util.concurrent.Executors.newFixedThreadPool",
                        "java.util.concurrent.Executors.newSingleThreadExecutor",
                        "java.util.concurrent.CompletableFuture.runAsync(java.lang.Runnable)",
                        "java.util.concurrent.CompletableFuture.supplyAsync(java.util.function.Supplier)",
                        "java.util.Collection.parallelStream",
                        "java.lang.Thread.sleep")))
                .isEmpty();
        noClasses()
                .should()
                .dependOnClassesThat()
                .haveNameMatching("sun\\.misc\\.Signal.*")
                .check(CLASSES);
    }

    @Test
    void timeComesFromAClockThatWasGiven() {
        Set<String> clocks = Set.of(
                "java.time.Clock.systemUTC",
                "java.time.Clock.systemDefaultZone",
                "java.time.Clock.system",
                "java.time.Instant.now()",
                "java.time.LocalDate.now()",
                "java.time.LocalDateTime.now()",
                "java.time.ZonedDateTime.now()",
                "java.time.OffsetDateTime.now()",
                "java.lang.System.currentTimeMillis",
                "java.util.Date.<init>()");
        assertThat(callsOf(clocks).stream()
                        .filter(call -> MAY_NAME_THE_SYSTEM_CLOCK.stream().noneMatch(call::startsWith)))
                .isEmpty();
    }

    @Test
    void nothingDependsOnDefaultsOfTheMachine() {
        assertThat(callsOf(Set.of(
                        "java.lang.String.getBytes()",
                        "java.lang.String.<init>([B)",
                        "java.lang.String.<init>([B, int, int)",
                        "java.lang.String.toLowerCase()",
                        "java.lang.String.toUpperCase()",
                        "java.lang.String.format(java.lang.String, [Ljava.lang.Object;)",
                        "java.lang.String.formatted",
                        "java.io.ByteArrayOutputStream.toString()",
                        "java.io.InputStreamReader.<init>(java.io.InputStream)",
                        "java.io.OutputStreamWriter.<init>(java.io.OutputStream)",
                        "java.io.PrintStream.<init>(java.io.OutputStream)",
                        "java.io.PrintWriter.<init>(java.io.OutputStream)",
                        "java.io.FileReader.<init>(java.io.File)",
                        "java.io.FileReader.<init>(java.lang.String)",
                        "java.io.FileWriter.<init>(java.io.File)",
                        "java.io.FileWriter.<init>(java.lang.String)",
                        "java.util.Scanner.<init>(java.io.InputStream)",
                        "java.nio.charset.Charset.defaultCharset",
                        "java.util.Locale.getDefault",
                        "java.util.TimeZone.getDefault",
                        "java.time.ZoneId.systemDefault",
                        "java.time.format.DateTimeFormatter.ofPattern(java.lang.String)")))
                .isEmpty();
    }

    /** Finds calls of, and references to, methods that are given by name, or by name and parameters. */
    private static List<String> callsOf(Set<String> targets) {
        List<String> found = new ArrayList<>();
        for (JavaClass type : CLASSES) {
            for (JavaAccess<?> access : type.getAccessesFromSelf()) {
                if (!(access instanceof JavaCodeUnitAccess<?> call)) {
                    continue;
                }
                String name =
                        call.getTargetOwner().getName() + "." + call.getTarget().getName();
                String parameters = call.getTarget().getRawParameterTypes().stream()
                        .map(JavaClass::getName)
                        .collect(Collectors.joining(", ", "(", ")"));
                if (targets.contains(name) || targets.contains(name + parameters)) {
                    found.add(type.getName() + " calls " + name + parameters);
                }
            }
        }
        return found;
    }
}
