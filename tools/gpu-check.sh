#!/usr/bin/env bash
# On a machine with a CUDA device: builds, runs the device tests (under compute-sanitizer too), the
# benchmarks and the pipelines on the shipped events, and writes docs/performance-gpu.md.
#   usage: tools/gpu-check.sh [DATA_FOLDER...]    further data sets to run pipelines/cuda.yaml on
# Needs g++, CMake 3.25, ninja, Python 3, nvcc 13; no network and no package manager: what else the
# build needs comes from an archive of tools/gpu-bundle.sh unpacked into .gpu-bundle/, or from the
# system where that folder is missing. LibTorch is not built: nothing here needs it. A few minutes on
# 16 cores; every step has a limit of its own, and a step that fails is named on the page.
set -uo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
build=build/gpu
out=${TRACKLOOM_GPU_OUT:-build/gpu/check}
mkdir -p "$out"
failed=()

say() { printf '\033[1m==> %s\033[0m\n' "$*" >&2; }
# step NAME LIMIT_S COMMAND...: its output goes to $out/NAME.log.
step() {
  local name=$1 limit=$2
  shift 2
  say "$name"
  local begin=$SECONDS
  if [ "$(type -t "$1")" = function ]; then
    "$@" >"$out/$name.log" 2>&1
  else
    timeout "$limit" "$@" >"$out/$name.log" 2>&1
  fi
  local code=$?
  echo "$name: exit $code, $((SECONDS - begin)) s" | tee -a "$out/steps.txt" >&2
  [ $code -eq 0 ] || { failed+=("$name"); tail -n 20 "$out/$name.log" >&2; }
  return $code
}
: >"$out/steps.txt"

prefix=()
if [ -d .gpu-bundle/usr ]; then
  prefix+=("$root/.gpu-bundle/usr")
  export LD_LIBRARY_PATH=$root/.gpu-bundle/usr/lib/x86_64-linux-gnu${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
fi
card=$(nvidia-smi --query-gpu=name --format=csv,noheader 2>/dev/null | head -n 1)
capability=$(nvidia-smi --query-gpu=compute_cap --format=csv,noheader 2>/dev/null | head -n 1 | tr -d .)
if [ -z "$card" ]; then
  echo "error: nvidia-smi finds no card here; this script is for machines with one" >&2
  exit 2
fi

# Warnings of compilers that the sources were not tried with are no reason to stop here.
step configure 60 cmake -S . -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=Release -DTRACKLOOM_WERROR=OFF -DTRACKLOOM_TORCH=OFF \
  "-DTRACKLOOM_CUDA_ARCHITECTURES=$capability-real" "-DCMAKE_PREFIX_PATH=$(IFS=';'; echo "${prefix[*]}")" || exit 1
step build 270 cmake --build "$build" --target trackloom_runtime trackloom_cli cuda_device_test bench_cuda -- -k 0 || exit 1
tests=$build/tests/cuda/cuda_device_test
step device_tests 120 "$tests"

# The kernels of one chain, on a small event; sanitizers make them a hundred times slower.
if command -v compute-sanitizer >/dev/null; then
  for tool in memcheck racecheck; do
    step "$tool" 60 compute-sanitizer --tool "$tool" --error-exitcode 9 "$tests" \
      -tc='*sanitizer*'
  done
else
  echo "compute-sanitizer: not on this machine" >>"$out/steps.txt"
fi

bench=$build/tests/bench/cuda/bench_cuda
step bench 60 sh -c "'$bench' share/events 50 >'$out/bench.json'"
for data in "$@"; do
  step "bench-$(basename "$data")" 60 sh -c "'$bench' '$data' 50 >'$out/bench-$(basename "$data").json'"
done

# The first event of a data set 48 times, as an event file: what a device does when it is fed.
copies() { # DATA FILE
  local folder=$out/copies first i file
  rm -rf "$folder" && mkdir -p "$folder"
  cp "$1"/detectors* "$folder"
  first=$(ls "$1"/event*-hits* | head -n 1)
  first=${first%-hits*}
  for i in $(seq 100 147); do
    for file in "$first"-*; do ln -s "$(realpath "$file")" "$folder/event000000$i-${file#"$first"-}"; done
  done
  "$build/bin/trackloom" convert "$folder" "$2"
  rm -rf "$folder"
}
run_components() { # NAME FILE LANES IN_FLIGHT
  local sets=() stage
  for stage in on_device candidates filter kept network tracks; do sets+=(--set "stages.$stage.lanes=$3"); done
  step "run-cuda_components-$1-lanes$3-inflight$4" 60 "$build/bin/trackloom" run pipelines/cuda_components.yaml \
    --input "$2" --output "$out/run-cuda_components-$1-lanes$3-inflight$4" --in-flight "$4" "${sets[@]}"
}
for data in share/events "$@"; do
  name=$(basename "$data")
  step "copies-$name" 60 copies "$data" "$out/$name.tlevents" || continue
  for lanes in 1 2 4; do
    for in_flight in 4 8 16; do
      run_components "$name" "$out/$name.tlevents" "$lanes" "$in_flight"
    done
  done
  for pipeline in cuda one_pass cuda_exatrkx exatrkx; do
    step "run-$pipeline-$name" 60 "$build/bin/trackloom" run "pipelines/$pipeline.yaml" --input "$data" \
      --output "$out/run-$pipeline-$name"
  done
  rm -f "$out/$name.tlevents"
done

say "writing docs/performance-gpu.md"
python3 tools/gpu_page.py "$out" "$card" "${failed[*]:-}" >docs/performance-gpu.md || exit 1
if [ ${#failed[@]} -gt 0 ]; then
  echo "failed: ${failed[*]}" >&2
  exit 1
fi
