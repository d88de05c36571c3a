package io.vaultik.core.internal.fs;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultik.repository.EntryPath;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IgnoreRulesTest {
    private static boolean excluded(String path, String... lines) {
        boolean directory = path.endsWith("/");
        EntryPath entry = EntryPath.of(directory ? path.substring(0, path.length() - 1) : path);
        return IgnoreRules.of(List.of(lines)).excluded(entry, directory);
    }

    @ParameterizedTest(name = "[{0}] {1} {2}")
    @CsvSource(delimiter = '|', quoteCharacter = '"', ignoreLeadingAndTrailingWhitespace = false, textBlock = """
                    *.o|a.o|true
                    *.o|d/e/a.o|true
                    *.o|a.o.txt|false
                    *.o|.o|true
                    a|a|true
                    a|b/a|true
                    a|b/a/c|true
                    a|ab|false
                    /a|a|true
                    /a|b/a|false
                    a/b|a/b|true
                    a/b|a/b/c|true
                    a/b|c/a/b|false
                    /a/b|a/b|true
                    a/|a/|true
                    a/|a|false
                    a/|b/a/|true
                    a/|b/a/f|true
                    a/b/|a/b/|true
                    a/b/|a/b|false
                    a/*|a/b|true
                    a/*|a/b/c|true
                    a/*|a/|false
                    a/*/c|a/b/c|true
                    a/*/c|a/b/d/c|false
                    a/*/c|a/c|false
                    *|anything/|true
                    ?|a|true
                    ?|ab|false
                    a?c|abc|true
                    a?c/d|a/c/d|false
                    **/a|a|true
                    **/a|x/y/a|true
                    **/a|x/ya|false
                    **/a/b|x/a/b|true
                    a/**|a/|false
                    a/**|a/x|true
                    a/**|a/x/y|true
                    a/**/b|a/b|true
                    a/**/b|a/x/y/b|true
                    a/**/b|a/xb|false
                    a/**/b|xa/b|false
                    **|a/b|true
                    a**b|axxb|true
                    x/a**b|x/a/b|false
                    x/a**b|x/ayb|true
                    ***/a|x/y/a|true
                    **/**/a|a|true
                    [ab]|a|true
                    [ab]|c|false
                    [a-c]x|bx|true
                    [a-c]x|dx|false
                    [!a-c]x|dx|true
                    [!a-c]x|bx|false
                    [^a]x|ax|false
                    [^a]x|bx|true
                    []a]|]|true
                    [!]a]|]|false
                    [a-]|-|true
                    [-a]|-|true
                    [\\]]|]|true
                    [a\\-c]|b|false
                    [a\\-c]|-|true
                    [\\\\-a]|_|true
                    [c-a]|b|false
                    [[:digit:]]|7|true
                    [[:digit:]]|a|false
                    [![:alpha:]]|7|true
                    [[:upper:][:digit:]]|Q|true
                    [[:alpha:]-z]|-|true
                    [[:xdigit:]]|f|true
                    [[:xdigit:]]|g|false
                    [[:space:]]| |true
                    [[:punct:]]|!|true
                    [[:nonsense:]]|a|false
                    [[:alpha]|:|true
                    [[a]|[|true
                    [ab|[ab|false
                    [|[|false
                    a[/]b|a/b|false
                    x[!a]y|x/y|false
                    \\*|*|true
                    \\*|a|false
                    \\#a|#a|true
                    \\!a|!a|true
                    \\a|a|true
                    a\\|a|false
                    a\\|a\\|false
                    a\\\\b|a\\b|true
                    #a|#a|false
                    !a|a|false
                    /|a|false
                    //|a|false
                    !|a|false
                    ab |ab|true
                    ab |ab |false
                    ab\\ |ab |true
                    ab\\  |ab |true
                    A|a|false
                    """)
    void followsTheRulesOfGit(String pattern, String path, boolean expected) {
        assertThat(excluded(path, pattern)).isEqualTo(expected);
    }

    @Test
    void letsTheLastRuleDecide() {
        assertThat(excluded("a.o", "*.o", "!a.o")).isFalse();
        assertThat(excluded("b.o", "*.o", "!a.o")).isTrue();
        assertThat(excluded("a.o", "!a.o", "*.o")).isTrue();
        assertThat(excluded("a.o", "*.o", "!a.o", "a.*")).isTrue();
    }

    @Test
    void cannotTakeBackWhatLiesBelowAnExcludedDirectory() {
        assertThat(excluded("d/keep", "d/", "!d/keep")).isTrue();
        assertThat(excluded("d/e/keep", "/d", "!keep", "!/d/e")).isTrue();
        assertThat(excluded("d/keep", "d/*", "!d/keep")).isFalse();
        assertThat(excluded("d/e/keep", "d/*", "!d/e/", "d/e/*", "!d/e/keep")).isFalse();
    }

    @Test
    void ignoresCommentsAndEmptyLines() {
        assertThat(excluded("x", "", "# x", "   ")).isFalse();
        assertThat(excluded("x")).isFalse();
        assertThat(IgnoreRules.of(List.of("*")).excluded(EntryPath.ROOT, true)).isFalse();
    }

    @Test
    void comparesNamesThatAreNotText() {
        IgnoreRules rules = IgnoreRules.ofBytes(List.of(Host.latin("caf\u00e9"), Host.latin("[\u00f0-\u00ff]x")));
        assertThat(rules.excluded(EntryPath.ofBytes(Host.latin("d/caf\u00e9")), false))
                .isTrue();
        assertThat(rules.excluded(EntryPath.of("café"), false)).isFalse();
        assertThat(rules.excluded(EntryPath.ofBytes(Host.latin("\u00fex")), false))
                .isTrue();
        assertThat(rules.excluded(EntryPath.ofBytes(Host.latin("\u00efx")), false))
                .isFalse();
        assertThat(excluded("übung", "üb*")).isTrue();
    }

    @Test
    void remembersNoWrongVerdict() {
        IgnoreRules rules = IgnoreRules.of(List.of("a/b/", "!x"));
        for (int i = 0; i < 2; i++) {
            assertThat(rules.excluded(EntryPath.of("a/b/x"), false)).isTrue();
            assertThat(rules.excluded(EntryPath.of("a/c/x"), false)).isFalse();
            assertThat(rules.excluded(EntryPath.of("a/b/c/x"), false)).isTrue();
            assertThat(rules.excluded(EntryPath.of("a/x"), false)).isFalse();
        }
    }

    @Test
    void staysFastForAnyPattern() {
        String name = "a".repeat(250);
        assertThat(excluded(name, "*a".repeat(100) + "b")).isFalse();
        assertThat(excluded("d/".repeat(200) + name, "**/*a*a*a*".repeat(50) + "/b"))
                .isFalse();
    }
}
