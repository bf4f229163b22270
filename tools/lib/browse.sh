# A headless Chromium for scripts. Sourced after common.sh, not run. Needs chromium and chromium-driver.
# shellcheck shell=bash

# browse_prepare: makes the program that drives it, unless it is there.
browse_prepare() {
    browse_jar=$ROOT/telemetry/dashboard/target/dogwatch-dashboard.jar
    [[ ! -e $browse_jar || -n $(find "$ROOT"/telemetry/{dashboard,testkit}/{src/main,pom.xml} -newer "$browse_jar" -print -quit) ]] || return 0
    say "building the program that drives a browser"
    rm -f "$browse_jar"
    maven -pl telemetry/dashboard -am -DskipTests package
    [[ -e $browse_jar ]] || die "it cannot be built"
}

# browse_start DIRECTORY: starts one, which keeps its files there and ends with this script.
browse_start() {
    use_jdk
    coproc BROWSER {
        cd "$1" && exec env HOME="$1" TMPDIR="$1" "$JAVA_HOME/bin/java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmx128m -jar "$browse_jar" "$1" 2>"$1/browse.log"
    }
    exec {browse_in}>&"${BROWSER[1]}" {browse_out}<&"${BROWSER[0]}"
    browse_pid=$BROWSER_PID
}

# browse COMMAND...: does it, and leaves in $answer what there was, or why not; see Browse.java.
browse() {
    printf '%s\n' "$*" >&"$browse_in"
    IFS= read -r answer <&"$browse_out" || die "the browser has ended: $(tail -n 3 "/proc/$browse_pid/cwd/browse.log" 2>/dev/null)"
    local ok=${answer%% *}
    answer=${answer#* }
    [[ $ok == ok ]]
}

browse_end() {
    [[ -n ${browse_pid-} ]] || return 0
    exec {browse_in}>&- {browse_out}<&-
    # The descriptors of the coprocess itself.
    eval "exec ${BROWSER[1]}>&- ${BROWSER[0]}<&-" 2>/dev/null || true
    wait "$browse_pid" || true
    browse_pid=
}
