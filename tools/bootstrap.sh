#!/usr/bin/env bash
# Installs what the build needs and is missing: Debian packages (bootstrap) and, into .deps/ from their
# PyPI wheels, LibTorch for training and reference (bootstrap_torch) and Arrow for Parquet files
# (bootstrap_arrow). Sourced by quickstart.sh and test.sh; does nothing, quickly, when all is there. A
# LibTorch or Arrow of your own is used when CMAKE_PREFIX_PATH names it.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
deps=${TRACKLOOM_DEPS:-$root/.deps}
torch_version=2.11.0
arrow_version=26.0.1

say() { printf '\033[1m==> %s\033[0m\n' "$*" >&2; }

as_root() {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    echo "error: installing packages needs root or sudo: $*" >&2
    exit 2
  fi
}

install_packages() {
  local missing=() package
  for package in "$@"; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q '^install ok installed' || missing+=("$package")
  done
  [ ${#missing[@]} -eq 0 ] && return
  say "installing ${missing[*]}"
  as_root apt-get update -qq
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

# Unzips the members of a wheel that match one of the patterns.
unpack_wheel() {
  python3 - "$@" <<'PYTHON'
import fnmatch, sys, zipfile
archive, target, *patterns = sys.argv[1:]
with zipfile.ZipFile(archive) as wheel:
    wheel.extractall(target, [n for n in wheel.namelist() if any(fnmatch.fnmatch(n, p) for p in patterns)])
PYTHON
}

# Only what the gnn_torch plugin compiles against and links: headers and the CPU libraries.
fetch_torch() {
  local folder=$deps/torch-$torch_version
  [ -e "$folder/complete" ] && return
  install_packages python3 python3-pip
  say "downloading LibTorch $torch_version (530 MB)"
  local part=$folder.part
  rm -rf "$part" && mkdir -p "$part/wheels"
  local pip="python3 -m pip download --quiet --disable-pip-version-check --no-deps --only-binary=:all: -d $part/wheels"
  $pip --python-version 3.11 --platform manylinux_2_28_x86_64 "torch==$torch_version"
  unpack_wheel "$part"/wheels/torch-*.whl "$part" 'torch/include/*' 'torch/lib/libtorch_cpu.so' \
    'torch/lib/libc10.so' 'torch/lib/libgomp*'
  # libtorch_cpu of this wheel needs two small CUDA run-time libraries even on the CPU.
  $pip --python-version 3.11 --platform manylinux2014_x86_64 nvidia-cuda-runtime==13.0.96
  $pip --python-version 3.11 --platform manylinux_2_25_x86_64 nvidia-cuda-cupti==13.0.85
  local wheel
  for wheel in "$part"/wheels/nvidia_*.whl; do
    unpack_wheel "$wheel" "$part" 'nvidia/cu13/lib/libcudart.so*' 'nvidia/cu13/lib/libcupti.so*'
  done
  rm -rf "$part/wheels"
  touch "$part/complete"
  rm -rf "$folder" && mv "$part" "$folder"
}

# Arrow C++ as pyarrow brings it: headers, libarrow and libparquet, not its Python.
fetch_arrow() {
  local folder=$deps/arrow-$arrow_version
  [ -e "$folder/complete" ] && return
  install_packages python3 python3-pip
  say "downloading Arrow $arrow_version (55 MB)"
  local part=$folder.part
  rm -rf "$part" && mkdir -p "$part/wheels"
  python3 -m pip download --quiet --disable-pip-version-check --no-deps --only-binary=:all: -d "$part/wheels" \
    --python-version 3.11 --platform manylinux_2_28_x86_64 "pyarrow==$arrow_version"
  unpack_wheel "$part"/wheels/pyarrow-*.whl "$part" 'pyarrow/include/*' 'pyarrow/libarrow.so.*' \
    'pyarrow/libparquet.so.*'
  rm -rf "$part/wheels"
  touch "$part/complete"
  rm -rf "$folder" && mv "$part" "$folder"
}

build_packages=(g++ cmake ninja-build libtbb-dev libyaml-cpp-dev libboost-dev doctest-dev libcli11-dev
  nlohmann-json3-dev libspdlog-dev libfmt-dev libbenchmark-dev libhwy-dev libdeflate-dev libxxhash-dev zlib1g-dev
  ca-certificates)

bootstrap() {
  install_packages "${build_packages[@]}" "$@"
}

bootstrap_torch() {
  if [ -z "${CMAKE_PREFIX_PATH:-}" ]; then
    fetch_torch
    export CMAKE_PREFIX_PATH=$deps/torch-$torch_version
  fi
}

# After bootstrap_torch, which takes any CMAKE_PREFIX_PATH for one that names a LibTorch.
bootstrap_arrow() {
  local entry entries
  IFS=: read -ra entries <<<"${CMAKE_PREFIX_PATH:-}"
  for entry in "${entries[@]}"; do
    [ -e "$entry/include/parquet/arrow/reader.h" ] && return
    [ -e "$entry/pyarrow/include/parquet/arrow/reader.h" ] && return
  done
  fetch_arrow
  export CMAKE_PREFIX_PATH=${CMAKE_PREFIX_PATH:+$CMAKE_PREFIX_PATH:}$deps/arrow-$arrow_version
}

# configure PRESET [option...]: only when something may have changed.
configure() {
  local preset=$1
  shift
  local log=$root/build/$preset/configure.log
  mkdir -p "$(dirname "$log")"
  if ! (cd "$root" && cmake --preset "$preset" "$@") >"$log" 2>&1; then
    cat "$log" >&2
    exit 1
  fi
  grep -E '^-- (gnn_torch|cuda|parquet) plugin|left out' "$log" >&2 || true
}
