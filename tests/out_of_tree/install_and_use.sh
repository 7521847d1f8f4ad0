#!/usr/bin/env bash
# Installs a build into a new prefix, moves the prefix, builds the example project against it and
# runs its pipelines with the installed executable.   usage: install_and_use.sh CMAKE BUILD EXAMPLE
# Skipped (exit code 77) unless TRACKLOOM_FULL_TESTS is 1.
set -euo pipefail
cmake=$1 build=$2 example=$3
if [ "${TRACKLOOM_FULL_TESTS:-}" != 1 ]; then
  echo "skipped: set TRACKLOOM_FULL_TESTS=1 (tools/test.sh --full does)"
  exit 77
fi

fail() { echo "FAILED: $*" >&2; exit 1; }
# expect WHAT EXPECTED FOUND
expect() { [ "$2" = "$3" ] || fail "$1: expected $2, found $3"; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
unset TRACKLOOM_PLUGIN_PATH TRACKLOOM_SHARE LD_LIBRARY_PATH

"$cmake" --install "$build" --prefix "$work/first" >/dev/null
mv "$work/first" "$work/prefix"  # nothing in it may know where it was
trackloom=$work/prefix/bin/trackloom

cp -r "$example" "$work/project"
cd "$work/project"
"$cmake" -S . -B build -DCMAKE_PREFIX_PATH="$work/prefix" >configure.log || { cat configure.log; exit 1; }
"$cmake" --build build --parallel 2
"$cmake" -E chdir build ctest --output-on-failure

# 40 lines including parameters, and one macro for the plugin.
lines=$(sed -n '/^class/,/^};/p' min_hits.hpp | wc -l)
[ "$lines" -le 40 ] || fail "the stage takes $lines lines"
expect "macros" 1 "$(grep -c '^TRACKLOOM_PLUGIN' plugin.cpp)"

"$trackloom" describe >describe.txt
grep -q "^trackml .*: $work/prefix/" describe.txt || fail "the installed plugins are not found: $(cat describe.txt)"
"$trackloom" describe --plugin-path build/lib/trackloom/plugins example.min_hits >describe.txt
grep -q 'param min_hits: shorter tracks are dropped (integer, at least 1, default 5)' describe.txt ||
  fail "describe does not show the parameter: $(cat describe.txt)"

"$trackloom" check long_tracks.yaml
"$trackloom" run long_tracks.yaml --input "$work/prefix/share/trackloom/events_small" --output long --progress off
"$trackloom" run "$work/prefix/share/trackloom/pipelines/no_network.yaml" \
  --input "$work/prefix/share/trackloom/events_small" --output all --progress off >/dev/null
# Hits of each track: none below the limit, and there is something that the stage has dropped.
hits_per_track='NR > 1 && $3 > 0 {n[$1 "," $3]++} END {for (t in n) print n[t]}'
shortest() { awk -F, "$hits_per_track" "$1/submission.csv" | sort -n | head -n 1; }
[ "$(shortest long)" -ge 6 ] || fail "a track of $(shortest long) hits has passed the stage"
[ "$(shortest all)" -lt 6 ] || fail "the events have no short track, so the stage was not tested"

"$trackloom" run rays.yaml --output rays --progress off
expect "lines of radius.csv" 21 "$(wc -l <rays/radius.csv)"
expect "lines in order, each with a mean radius of 550 mm" 20 \
  "$(awk -F, 'NR > 1 && $1 == NR - 1 && $2 > 549.99 && $2 < 550.01' rays/radius.csv | wc -l)"

# A project of `trackloom new-plugin` builds, passes its test and runs as it is.
cd "$work"
"$trackloom" new-plugin my_stages >/dev/null
cd my_stages
grep -q "CMAKE_PREFIX_PATH=$work/prefix\$" README.md || fail "README.md does not name the prefix: $(cat README.md)"
"$cmake" -S . -B build -DCMAKE_PREFIX_PATH="$work/prefix" >configure.log || { cat configure.log; exit 1; }
"$cmake" --build build
"$cmake" -E chdir build ctest --output-on-failure
"$trackloom" check pipeline.yaml
"$trackloom" run pipeline.yaml --input "$work/prefix/share/trackloom/events_small" --output out --events 1 --progress off
[ "$(shortest out)" -ge 6 ] || fail "the new plugin's stage has not dropped short tracks"
"$trackloom" display out --event 91001
test -s out/display/event000091001.html || fail "no page of the installed package"
"$trackloom" init mine --from default
"$trackloom" check mine.yaml
cd "$work/project"

build/host host.yaml host >host.txt
expect "results of the host program" 20 "$(grep -c '^100$' host.txt)"
echo "the installed package works from $work/prefix"
