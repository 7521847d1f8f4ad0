#!/usr/bin/env bash
# Packs the headers and small libraries that a machine without package manager and network lacks to
# build Trackloom, from this Debian machine, into one archive.
#   usage: tools/gpu-bundle.sh [ARCHIVE]        default: build/gpu-bundle.tar.gz (below 50 MB)
# On the other machine, which has g++ 12 or newer, CMake, ninja, Python and nvcc:
#   mkdir .gpu-bundle && tar xzf gpu-bundle.tar.gz -C .gpu-bundle && tools/gpu-check.sh
source "$(dirname "${BASH_SOURCE[0]}")/bootstrap.sh"
archive=${1:-$root/build/gpu-bundle.tar.gz}
developer=(libtbb-dev libyaml-cpp-dev libspdlog-dev libfmt-dev nlohmann-json3-dev doctest-dev libcli11-dev
  libhwy-dev libdeflate-dev libxxhash-dev zlib1g-dev libbenchmark-dev libtbbmalloc2 libtbbbind-2-5)
install_packages "${developer[@]}" libboost-dev
stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT

# The shared libraries behind the headers, without those that every machine with a compiler has.
libraries=$(dpkg-query -W -f='${Depends}\n' "${developer[@]}" | tr ',' '\n' | awk '{print $1}' | sed 's/:.*//' |
  grep -E '^(lib|zlib)' | grep -vE '^(libc6|libgcc|libstdc)|-dev$' | sort -u)

say "collecting ${developer[*]} $(echo $libraries)"
for package in "${developer[@]}" $libraries; do
  dpkg -L "$package" | grep -E '^/(usr/)?(include|lib|share/cmake)/' | grep -vE '/(pkgconfig|debug)/' || true
done | sort -u | while read -r file; do
  if [ -L "$file" ] || [ -f "$file" ]; then
    target=$stage/usr/${file#/}
    target=${target/usr\/usr/usr}  # libraries of / and of /usr are one folder
    mkdir -p "$(dirname "$target")"
    cp -a "$file" "$target"
  fi
done

# Of Boost's headers only what the sources include, with all that these include in turn.
say "collecting Boost headers"
{
  echo '#include <boost/version.hpp>'
  grep -rhoE --include='*.[ch]pp' '^#include <boost/[a-z_/.]+>' "$root/engine" "$root/plugins" "$root/tools" "$root/tests" | sort -u
  echo 'int main() {}'
} >"$stage/boost.cpp"
g++ -std=c++20 -DBOOST_DLL_USE_STD_FS -M "$stage/boost.cpp" | tr ' \\' '\n\n' | grep '^/usr/include/boost/' | sort -u |
  while read -r file; do
    mkdir -p "$stage$(dirname "$file")"
    cp "$file" "$stage$file"
  done
rm "$stage/boost.cpp"

mkdir -p "$(dirname "$archive")"
tar -C "$stage" -czf "$archive" .
size=$(du -m "$archive" | cut -f1)
say "$archive: $size MB"
if [ "$size" -ge 50 ]; then
  echo "error: the archive has $size MB, it must stay below 50" >&2
  exit 1
fi
