#!/usr/bin/env bash
# Packages a build and runs the quickstart pipeline from the .deb and from the .tar.gz, each in a clean
# Debian that has nothing but the package's dependencies.   usage: clean_debian.sh BUILD
# Skipped (exit code 77) unless TRACKLOOM_FULL_TESTS is 1, and where debootstrap, root rights or the
# network are missing. The bare system is kept in BUILD/../debian-root and used again.
set -euo pipefail
build=$1
skip() { echo "skipped: $*"; exit 77; }
[ "${TRACKLOOM_FULL_TESTS:-}" = 1 ] || skip "set TRACKLOOM_FULL_TESTS=1 (tools/test.sh --full does)"
[ "$(id -u)" = 0 ] || skip "debootstrap needs root"
command -v debootstrap >/dev/null || skip "debootstrap is not installed"
command -v dpkg-shlibdeps >/dev/null || skip "dpkg-shlibdeps (dpkg-dev) is not installed"
fail() { echo "FAILED: $*" >&2; exit 1; }

# This machine's own mirror and suite: the first "deb" line or deb822 entry of its sources.
sources=$(cat /etc/apt/sources.list /etc/apt/sources.list.d/debian.sources 2>/dev/null || true)
mirror=$(awk '$1 == "deb" {for (i = 2; i <= NF; ++i) if ($i ~ /^http/) {print $i; exit}} $1 == "URIs:" {print $2; exit}' <<<"$sources")
suite=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")
[ -n "$mirror" ] && [ -n "$suite" ] || skip "this system's sources name no Debian mirror"

base=$(dirname "$build")/debian-root
if [ ! -e "$base/complete" ]; then
  rm -rf "$base" && mkdir -p "$base"
  debootstrap --variant=minbase "$suite" "$base/system" "$mirror" >"$base/log" 2>&1 ||
    { tail -n 5 "$base/log"; skip "debootstrap does not work here"; }
  rm -f "$base/system/etc/apt/sources.list"  # replaced by those that this test runs with
  cp -r /etc/apt/sources.list* /etc/apt/apt.conf.d "$base/system/etc/apt/" 2>/dev/null || true
  # Third parties' archives want keys and https that a bare system does not have.
  find "$base/system/etc/apt/sources.list.d" -type f ! -name 'debian*' -delete 2>/dev/null || true
  touch "$base/complete"
fi

work=$(mktemp -d "$(dirname "$build")/debian-test.XXXXXX")
clean_up() {
  # A mount that stays would let rm reach this machine's own files.
  if mountpoint -q "$work/system/proc"; then umount "$work/system/proc" || return; fi
  rm -rf --one-file-system "$work"
}
trap clean_up EXIT
(cd "$build" && cpack -B "$work" >"$work/cpack.log" 2>&1) || { cat "$work/cpack.log"; fail "cpack"; }
deb=$(echo "$work"/*.deb) archive=$(echo "$work"/*.tar.gz)
[ -f "$deb" ] && [ -f "$archive" ] || fail "cpack made no .deb or no .tar.gz: $(ls "$work")"
ls -l "$deb" "$archive"
dpkg-deb --field "$deb" Package Version Architecture Depends

in_root() { chroot "$work/system" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive "$@"; }
fresh_root() {
  cp -a "$base/system" "$work/system"
  # The loader finds $ORIGIN, and with it the package's own libraries, through /proc.
  mount -t proc proc "$work/system/proc" 2>/dev/null || mount --bind /proc "$work/system/proc" || skip "/proc cannot be mounted"
  cp /etc/resolv.conf "$work/system/etc/resolv.conf"
  in_root apt-get update -qq || skip "the clean system has no network"
}
# The figures of the run are part of its report: a score means that truth was read and tracks were found.
quickstart() {
  in_root "$1/bin/trackloom" run "$1/share/trackloom/pipelines/quickstart.yaml" --output /tmp/out --progress off >"$work/run.log" 2>&1 ||
    { cat "$work/run.log"; fail "the quickstart does not run from $1"; }
  grep -q '"physics.score": 0\.[89]' "$work/system/tmp/out/report.json" || { cat "$work/run.log"; fail "the quickstart from $1 has no good score"; }
  [ "$(head -n 1 "$work/system/tmp/out/submission.csv")" = event_id,hit_id,track_id ] || fail "no submission from $1"
}

fresh_root
cp "$deb" "$work/system/tmp/"
in_root apt-get install -y -qq --no-install-recommends "/tmp/$(basename "$deb")" >"$work/apt.log" 2>&1 ||
  { tail -n 20 "$work/apt.log"; fail "the .deb cannot be installed"; }
quickstart /usr
in_root apt-get remove -y -qq trackloom >"$work/apt.log" 2>&1 || { cat "$work/apt.log"; fail "the .deb cannot be removed"; }
[ ! -e "$work/system/usr/share/trackloom" ] || fail "removing the .deb leaves files behind"

# The dependencies are installed by now; the package itself is gone.
mkdir "$work/system/opt/anywhere"
tar -xzf "$archive" -C "$work/system/opt/anywhere" --strip-components=1
rm -rf "$work/system/tmp/out"
quickstart /opt/anywhere
echo "the quickstart runs from the .deb and from the .tar.gz in a clean $suite"
