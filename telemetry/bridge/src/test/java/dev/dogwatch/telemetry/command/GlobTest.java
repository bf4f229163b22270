package dev.dogwatch.telemetry.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {

    @ParameterizedTest
    @CsvSource({"a,a,true", "a,b,false", "a,aa,false", "*,anything,true", "*,'',true", "*,a/log,false", "*/log,a/log,true", "a*/log,ab/log,true",
            "?,a,true", "?,'',false", "?,/,false", "a*b*c,axxbyyc,true", "a*b*c,axxbyy,false", "web-*,web-1,true", "web-*,xweb-1,false",
            "**,a,true", "*a,aaaab,false", "a?/log,ab/log,true", "[a],a,false", "a.c,abc,false", "*a*a*a*a*b,aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaac,false"})
    void onlyWhatThePatternSaysMatches(String pattern, String name, boolean matches) {
        assertEquals(matches, new Glob(pattern).matches(name));
    }
}
