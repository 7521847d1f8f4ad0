#!/usr/bin/env bash
# Installs what is missing, builds and runs the tests.   usage: tools/test.sh [--full]
#   --full adds the sanitizer builds (ASan+UBSan, TSan), the stress tests, the installed package, the
#   pages in a browser (installs Chromium) and the format of the sources.
# Tests on more data than the repository has take it from TRACKLOOM_TEST_DATA (default
# ../shared/data where that exists) and otherwise report themselves as skipped.
source "$(dirname "${BASH_SOURCE[0]}")/bootstrap.sh"
full=false
case "${1:-}" in
  --full) full=true ;;
  '') ;;
  *) echo "usage: tools/test.sh [--full]" >&2; exit 2 ;;
esac
needed=(python3 python3-jsonschema python3-yaml)
# Training over several processes; the Python of docs/formats.md.
if $full; then needed+=(libopenmpi-dev openmpi-bin python3-pandas); fi
bootstrap "${needed[@]}"
bootstrap_torch
bootstrap_arrow
if [ -z "${TRACKLOOM_TEST_DATA:-}" ] && [ -d "$root/../shared/data" ]; then
  export TRACKLOOM_TEST_DATA=$root/../shared/data
fi

# Several files at a time, as the quickstart does, whose objects are used again: two thirds of the time
# from nothing. A build folder that a developer has configured file by file stays so.
configure_fast() {
  local preset=$1 unity=ON
  if grep -qs '^CMAKE_UNITY_BUILD:[A-Z]*=OFF' "$root/build/$preset/CMakeCache.txt"; then unity=OFF; fi
  configure "$preset" -DCMAKE_UNITY_BUILD=$unity -DCMAKE_UNITY_BUILD_BATCH_SIZE=24
}

build_and_test() {
  local preset=$1
  say "building ($preset)"
  configure_fast "$preset"
  cmake --build "$root/build/$preset" -- --quiet
  say "testing ($preset)"
  ctest --test-dir "$root/build/$preset" --output-on-failure --timeout 900 -j 2
}

build_and_test release
# Sanitizers run the engine and the test plugins.
sanitize() {
  local preset=$1 tests=(neural_test gnn_test run_test fault_test test_config test_plan test_cli)
  say "building ($preset)"
  configure_fast "$preset"
  cmake --build "$root/build/$preset" --target "${tests[@]}" -- --quiet
  say "testing ($preset)"
  ctest --test-dir "$root/build/$preset" --output-on-failure --timeout 900 -j 2 \
    -R "^($(IFS='|'; echo "${tests[*]}"))\$"
}

if $full; then
  export TRACKLOOM_FULL_TESTS=1
  (install_packages debootstrap dpkg-dev) || true  # without them the test of the packages is skipped
  install_packages chromium fonts-dejavu-core clang-format
  say "format"
  tools/format.sh --check
  say "stress tests, the installed package and the pages in a browser (release)"
  ctest --test-dir "$root/build/release" --output-on-failure --timeout 1800 -L 'stress|package|browser'
  sanitize asan
  sanitize tsan
fi
