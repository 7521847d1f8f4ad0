#include "event_file/format.hpp"

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace trackloom::event_file {

std::uint64_t checksum_of(std::span<const std::byte> bytes) noexcept {
  return XXH3_64bits(bytes.data(), bytes.size());
}

}  // namespace trackloom::event_file
