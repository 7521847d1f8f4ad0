#!/usr/bin/env bash
# Formats the C++ and CUDA sources as .clang-format says, with clang-format 14 (Debian 12); --check only
# says where one differs.   usage: tools/format.sh [--check]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
case "${1:-}" in
  '') how=(-i) ;;
  --check) how=(--dry-run -Werror) ;;
  *) echo "usage: tools/format.sh [--check]" >&2; exit 2 ;;
esac
# Templates are no C++ before a plugin's name is put into them.
find engine plugins tests tools \( -name '*.cpp' -o -name '*.hpp' -o -name '*.cu' \) -not -path '*templates/*' -print0 |
  xargs -0 clang-format "${how[@]}"
