#!/usr/bin/env bash
# Packs the headers and small libraries that a machine without package manager and network lacks to
# build Trackloom, from this Debian machine, into one archive.
#   usage: tools/gpu-bundle.sh [ARCHIVE]        default: build/gpu-bundle.tar.gz (below 50 MB)
# On the other machine, which has g++ 12 or newer, CMake, ninja, Python and nvcc:
#   mkdir .gpu-bundle && tar xzf gpu-bundle.tar.gz -C .gpu-bundle && tools/gpu-check.sh
source "$(dirname "${BASH_SOURCE[0]}")/bootstrap.sh"
archive=${1:-$root/build/gpu-bundle.tar.gz}
packages=(libtbb-dev libtbb12 libtbbmalloc2 libyaml-cpp-dev libyaml-cpp0.7 libspdlog-dev libspdlog1.10 libfmt-dev
  libfmt9 nlohmann-json3-dev doctest-dev libcli11-dev libdeflate-dev libdeflate0 zlib1g-dev zlib1g
  libbenchmark-dev libbenchmark1)
install_packages "${packages[@]}" libboost-dev
stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT

say "collecting ${#packages[@]} packages"
for package in "${packages[@]}"; do
  dpkg -L "$package" | grep -E '^/(usr/)?(include|lib)/' | grep -vE '/(pkgconfig|debug)/' || true
done | while read -r file; do
  if [ -L "$file" ] || [ -f "$file" ]; then
    target=$stage/${file#/}
    # Libraries of / and of /usr are one folder.
    target=${target/#$stage\/lib/$stage\/usr\/lib}
    mkdir -p "$(dirname "$target")"
    cp -a "$file" "$target"
  fi
done

# Of Boost's headers only what the sources include, with all that these include in turn.
say "collecting Boost headers"
{
  grep -rhoE '#include <boost/[^>]+>' "$root/engine" "$root/plugins" "$root/tools" "$root/tests" | sort -u
  echo 'int main() {}'
} >"$stage/boost.cpp"
g++ -std=c++20 -DBOOST_DLL_USE_STD_FS -M "$stage/boost.cpp" | tr ' \\' '\n\n' | grep '^/usr/include/boost/' | sort -u |
  while read -r file; do
    mkdir -p "$stage$(dirname "$file")"
    cp "$file" "$stage$file"
  done
cp /usr/include/boost/version.hpp "$stage/usr/include/boost/"
rm "$stage/boost.cpp"

# Packages' CMake files name their own place; those that look beside themselves are kept as they are.
mkdir -p "$(dirname "$archive")"
tar -C "$stage" -czf "$archive" .
size=$(du -m "$archive" | cut -f1)
say "$archive: $size MB"
if [ "$size" -ge 50 ]; then
  echo "error: the archive has $size MB, it must stay below 50" >&2
  exit 1
fi
