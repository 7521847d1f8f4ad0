#include "trackml/inflater.hpp"

#include <libdeflate.h>

#include <new>
#include <stdexcept>

namespace trackloom::trackml {
namespace {

// Deflate cannot expand further: 258 bytes for two bits.
constexpr std::uint64_t max_expansion = 1032;

// The size that the last member's trailer claims, a guess that may be wrong or a lie.
std::uint64_t claimed_size(std::string_view data) {
  std::uint64_t size = 0;
  for (int i = 3; i >= 0 && data.size() >= 4; --i) {
    size = size << 8 | static_cast<unsigned char>(data[data.size() - 4 + static_cast<unsigned>(i)]);
  }
  return std::min(size, data.size() * max_expansion);
}

}  // namespace

void Inflater::Free::operator()(libdeflate_decompressor* decompressor) const noexcept {
  libdeflate_free_decompressor(decompressor);
}

Inflater::Inflater() : decompressor_(libdeflate_alloc_decompressor()) {
  if (!decompressor_) throw std::bad_alloc();
}

void Inflater::gzip(std::string_view data, const std::string& name, std::uint64_t limit,
                    ByteBuffer& out) {
  const auto too_large = [&] {
    return std::runtime_error(name + ": more than " + std::to_string(limit >> 20) +
                              " MB when unpacked; raise max_file_mb if it is meant");
  };
  std::uint64_t room = claimed_size(data);
  if (room > limit) throw too_large();
  std::size_t done = 0;  // bytes out
  std::size_t at = 0;    // bytes in
  char* target = out.reserve(room);
  while (at < data.size()) {
    std::size_t used = 0;
    std::size_t made = 0;
    const libdeflate_result result =
        libdeflate_gzip_decompress_ex(decompressor_.get(), data.data() + at, data.size() - at,
                                      target + done, room - done, &used, &made);
    if (result == LIBDEFLATE_INSUFFICIENT_SPACE) {  // several members, or a false size
      if (room >= limit) throw too_large();
      room = std::min(limit, 2 * room + 65536);
      target = out.reserve(room, done);
      continue;
    }
    if (result != LIBDEFLATE_SUCCESS) {
      throw std::runtime_error(name + ": corrupt or truncated gzip data in the member at offset " +
                               std::to_string(at));
    }
    at += used;
    done += made;
  }
  if (data.empty()) throw std::runtime_error(name + ": the file is empty, no gzip data");
  out.set_size(done);
}

void Inflater::deflate(std::string_view data, const std::string& name, std::uint64_t size,
                       ByteBuffer& out) {
  if (size > data.size() * max_expansion) {
    throw std::runtime_error(name + ": its directory entry promises more than can be packed");
  }
  char* target = out.reserve(size);
  std::size_t used = 0;
  std::size_t made = 0;
  const libdeflate_result result = libdeflate_deflate_decompress_ex(
      decompressor_.get(), data.data(), data.size(), target, size, &used, &made);
  if (result != LIBDEFLATE_SUCCESS || used != data.size() || made != size) {
    throw std::runtime_error(name + ": corrupt compressed data in the zip file");
  }
  out.set_size(size);
}

}  // namespace trackloom::trackml
