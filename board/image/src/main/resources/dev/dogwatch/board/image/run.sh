# Starts this image in QEMU, its serial console on standard input and output; leave with ctrl-A x. Arguments are passed on
# to QEMU. STATE=FILE: the disk image that keeps /var/lib/dogwatch (default: state.img beside this file; made if missing).
# INITRD=FILE: another initramfs. APPEND="...": more words for the kernel.
set -eu

die() {
    printf 'run: %s\n' "$*" >&2
    exit 1
}

here=$(cd "$(dirname "$0")" && pwd)
qemu=qemu-system-$arch
PATH=$PATH:/usr/sbin:/sbin

[ -n "$machine" ] || die "$board is not run here: its profile names no machine of QEMU (qemu.machine)"
command -v "$qemu" >/dev/null || die "there is no $qemu"
"$qemu" -M help | grep -q "^${machine%%,*} " || die "$("$qemu" --version | sed 's/.*version \([0-9.]*\).*/QEMU \1/;q') has no machine ${machine%%,*} that $board needs${since:+; QEMU $since and later have it}"
if [ -n "$since" ]; then
    version=$("$qemu" --version | sed -n 's/.*version \([0-9.]*\).*/\1/p')
    [ "$(printf '%s\n' "$since" "$version" | sort -V | head -n 1)" = "$since" ] \
        || die "this is QEMU $version; $board needs $since or later for its machine ${machine%%,*}"
fi

state=${STATE:-$here/state.img}
if [ ! -e "$state" ]; then
    # Made whole, then renamed.
    truncate -s 16M "$state.$$"
    mkfs.ext4 -q -F -L dogwatch-state -O ^metadata_csum,^orphan_file "$state.$$" 2>/dev/null \
        || mkfs.ext4 -q -F -L dogwatch-state "$state.$$" || { rm -f "$state.$$"; die "unable to make $state"; }
    mv "$state.$$" "$state"
fi

serial=stdio
[ ! -t 0 ] || serial=mon:stdio
# shellcheck disable=SC2086,SC2154 # words of the profile
exec "$qemu" -M $machine -cpu $cpu -m "$memory" -nodefaults -display none -serial "$serial" \
    -kernel "$here/kernel" -initrd "${INITRD:-$here/initramfs.cpio.gz}" -append "$(cat "$here/cmdline")${APPEND:+ $APPEND}" \
    -drive "file=$state,format=raw,if=none,id=state" -device "$disk,drive=state" $devices "$@"
