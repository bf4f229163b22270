# Shared by the tools: where things are, what must be installed. Sourced, not run.
# shellcheck shell=bash

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
# What a script prints is compared and parsed; the tests make names that are not ASCII.
export LC_ALL=C.UTF-8

say() { printf '%s: %s\n' "${0##*/}" "$*" >&2; }

die() {
    say "$*"
    exit 1
}

# need PACKAGE...: Debian packages that must be there. Root gets them installed, others are told how.
need() {
    local missing=() package
    for package in "$@"; do
        dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q '^install ok installed' || missing+=("$package")
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    local command=(apt-get install -y --no-install-recommends "${missing[@]}")
    [ "$(id -u)" -eq 0 ] || die "packages are missing; as root run: apt-get update && ${command[*]}"
    say "installing ${missing[*]}"
    DEBIAN_FRONTEND=noninteractive "${command[@]}" >/dev/null 2>&1 && return 0
    # The package lists may be old, or not there at all.
    apt-get update >/dev/null || die "apt-get update failed"
    DEBIAN_FRONTEND=noninteractive "${command[@]}" >/dev/null || die "cannot install ${missing[*]}"
}

# need_architecture NAME: another Debian architecture whose packages can be installed beside ours.
need_architecture() {
    dpkg --print-foreign-architectures | grep -qx "$1" && return 0
    [ "$(id -u)" -eq 0 ] || die "packages of $1 are needed; as root run: dpkg --add-architecture $1 && apt-get update"
    dpkg --add-architecture "$1"
    apt-get update >/dev/null || die "apt-get update failed"
}

is_jdk_25() { [ -x "$1/bin/javac" ] && "$1/bin/javac" -version 2>&1 | grep -q '^javac 25\b'; }

# Sets JAVA_HOME to a JDK 25.
use_jdk() {
    local home
    for home in "${JAVA_HOME:-}" /usr/lib/jvm/*; do
        if is_jdk_25 "$home"; then
            export JAVA_HOME=$home
            return 0
        fi
    done
    need openjdk-25-jdk-headless
    for home in /usr/lib/jvm/*; do
        if is_jdk_25 "$home"; then
            export JAVA_HOME=$home
            return 0
        fi
    done
    die "no JDK 25 under /usr/lib/jvm; install one (openjdk-25-jdk-headless) or set JAVA_HOME"
}

# maven ARGUMENT...: quiet but for what went wrong and, with TESTS set, what the tests say.
maven() {
    need maven
    use_jdk
    local noise='WARNING: .*(sun.misc.Unsafe|terminally deprecated|Please consider)|^\[INFO\] *$|SLF4J'
    if [ -n "${TESTS:-}" ]; then
        noise+='|^\[INFO\] (---|Building|Scanning|Reactor|Finished|Total|BUILD|Running|Results|Nothing|Copying|skip|Compiling|Recompiling|  from|Dogwatch|\s*T E S T)'
        (cd "$ROOT" && mvn -B -ntp -DtrimStackTrace=true -Dstyle.color=never "$@" 2>&1) | grep -avE "$noise"
    else
        (cd "$ROOT" && mvn -B -q -ntp -Dstyle.color=never "$@" 2>&1) | sed $'s/\e\\[[0-9;]*m//g' \
            | { grep -avE "$noise|^\s*$" >&2 || true; }
    fi
}
