// Decompression of whole files, with a bound on what comes out.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "trackml/byte_buffer.hpp"

struct libdeflate_decompressor;

namespace trackloom::trackml {

// libdeflate rather than zlib: it inflates whole buffers about twice as fast (measured in
// tests/bench/trackml). Not thread-safe; errors are std::runtime_error that begin with `name`.
class Inflater {
 public:
  Inflater();

  // A gzip file of one or more members, checksums verified. More than `limit` bytes are refused.
  void gzip(std::string_view data, const std::string& name, std::uint64_t limit, ByteBuffer& out);

  // A raw deflate stream of exactly `size` bytes (a zip member).
  void deflate(std::string_view data, const std::string& name, std::uint64_t size, ByteBuffer& out);

 private:
  struct Free {
    void operator()(libdeflate_decompressor* decompressor) const noexcept;
  };
  std::unique_ptr<libdeflate_decompressor, Free> decompressor_;
};

}  // namespace trackloom::trackml
