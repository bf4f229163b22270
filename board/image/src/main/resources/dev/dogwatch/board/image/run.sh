# Starts this image in QEMU, its serial console on standard input and output; leave with ctrl-A x. Arguments are passed on
# to QEMU. STATE=FILE: the disk image that keeps /var/lib/dogwatch (default: state.img beside this file; made if missing).
# INITRD=FILE: another initramfs. APPEND="...": more words for the kernel. SERIAL=DEVICE: where the console is instead, as
# QEMU names it. CHECK=yes: only say whether it can run here.
set -eu

die() {
    printf 'run: %s\n' "$*" >&2
    exit 1
}

here=$(cd "$(dirname "$0")" && pwd)
qemu=qemu-system-$arch
PATH=$PATH:/usr/sbin:/sbin

# Ends here if this machine's QEMU is not what the board needs.
check() {
    [ -n "$machine" ] || die "$board is not run here: its profile names no machine of QEMU (qemu.machine)"
    command -v "$qemu" >/dev/null || die "$board is not run here: there is no $qemu"
    version=$("$qemu" --version | sed -n 's/.*version \([0-9.]*\).*/\1/p')
    name=${machine%%,*}
    if [ -n "$since" ] && [ "$(printf '%s\n' "$since" "$version" | sort -V | head -n 1)" != "$since" ]; then
        die "$board is not run here: it needs the machine $name of QEMU $since or later, and this is QEMU $version"
    fi
    "$qemu" -M help | grep -q "^$name " || die "$board is not run here: QEMU $version has no machine $name"
}

check
[ "${CHECK:-no}" = no ] || exit 0

state=${STATE:-$here/state.img}
if [ ! -e "$state" ]; then
    # Made whole, then renamed.
    truncate -s 16M "$state.$$"
    mkfs.ext4 -q -F -L dogwatch-state -E lazy_itable_init=0,lazy_journal_init=0 "$state.$$" \
        || { rm -f "$state.$$"; die "unable to make $state"; }
    mv "$state.$$" "$state"
fi

serial=${SERIAL:-stdio}
[ -n "${SERIAL-}" ] || [ ! -t 0 ] || serial=mon:stdio
initrd=${INITRD:-$here/initramfs.cpio.gz}
append="$(cat "$here/cmdline")${APPEND:+ $APPEND}"
if [ -z "$initrd_at" ]; then
    set -- -initrd "$initrd" "$@"
else
    append="$append initrd=$initrd_at,$(stat -L -c %s "$initrd")"
    set -- -device "loader,file=$initrd,addr=$initrd_at,force-raw=on" "$@"
fi
[ ! -e "$here/devicetree.dtb" ] || set -- -dtb "$here/devicetree.dtb" "$@"
# shellcheck disable=SC2086,SC2154 # words of the profile
exec "$qemu" -M $machine -cpu $cpu -m "$memory" -nodefaults -display none -serial "$serial" \
    -kernel "$here/kernel" -append "$append" \
    -drive "file=$state,format=raw,if=none,id=state" -device "$disk,drive=state" $devices "$@"
