#!/usr/bin/env bash
# Installs what is missing, builds (Release) what pipelines/quickstart.yaml needs, runs it on the shipped
# events and prints its time and physics tables. Needs no LibTorch and no CUDA.
#   usage: tools/quickstart.sh [options of `trackloom run`]
source "$(dirname "${BASH_SOURCE[0]}")/bootstrap.sh"
bootstrap
say "building"
# Several files at a time, which halves the time to compile everything once.
configure release -DTRACKLOOM_TORCH=OFF -DTRACKLOOM_CUDA=OFF -DTRACKLOOM_TESTS=OFF \
  -DCMAKE_UNITY_BUILD=ON -DCMAKE_UNITY_BUILD_BATCH_SIZE=24
cmake --build "$root/build/release" --target trackloom_quickstart -- --quiet
output=$root/output/quickstart
say "running pipelines/quickstart.yaml on the events of share/events"
"$root/build/release/bin/trackloom" run "$root/pipelines/quickstart.yaml" --output "$output" "$@"
say "the plugins of the other pipelines are built by: cmake --build build/release"
