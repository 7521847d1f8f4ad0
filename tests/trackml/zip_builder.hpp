// Writes small zip files, honest ones and others, for the tests.
#pragma once

#include <libdeflate.h>

#include <cstdint>
#include <string>
#include <vector>

namespace trackml_test {

inline std::string little_endian(std::uint64_t value, int bytes) {
  std::string text;
  for (; bytes > 0; --bytes, value >>= 8) text += static_cast<char>(value & 0xFF);
  return text;
}

class ZipBuilder {
 public:
  struct Options {
    bool deflated = true;
    bool zip64 = false;              // sizes and offset in the extra field
    std::uint16_t flags = 0;         // 1: encrypted
    std::uint64_t claimed_size = 0;  // 0: the true one
    std::uint16_t method = 0xFFFF;   // as claimed; 0xFFFF: the true one
    std::uint32_t checksum_error = 0;
  };

  void add(const std::string& name, const std::string& content, const Options& options) {
    const std::string data = options.deflated ? deflate(content) : content;
    const std::uint16_t true_method = options.deflated ? 8 : 0;
    const auto method = options.method == 0xFFFF ? true_method : options.method;
    const std::uint32_t checksum =
        libdeflate_crc32(0, content.data(), content.size()) ^ options.checksum_error;
    const std::uint64_t size = options.claimed_size != 0 ? options.claimed_size : content.size();
    const std::uint64_t offset = bytes_.size();
    const std::string common = little_endian(options.flags, 2) + little_endian(method, 2) +
                               little_endian(0, 4) + little_endian(checksum, 4);
    bytes_ += "PK\3\4" + little_endian(20, 2) + common + little_endian(data.size(), 4) +
              little_endian(size, 4) + little_endian(name.size(), 2) + little_endian(3, 2) + name +
              "\1\2\3" + data;  // a local extra field, which the directory does not have
    std::string extra;
    if (options.zip64) {
      extra = little_endian(1, 2) + little_endian(24, 2) + little_endian(size, 8) +
              little_endian(data.size(), 8) + little_endian(offset, 8);
    }
    const auto or_zip64 = [&](std::uint64_t value) {
      return little_endian(options.zip64 ? 0xFFFFFFFF : value, 4);
    };
    directory_ += "PK\1\2" + little_endian(20, 2) + little_endian(20, 2) + common +
                  or_zip64(data.size()) + or_zip64(size) + little_endian(name.size(), 2) +
                  little_endian(extra.size(), 2) + little_endian(0, 10) + or_zip64(offset) + name +
                  extra;
    ++count_;
  }
  void add(const std::string& name, const std::string& content) { add(name, content, Options()); }

  std::string finish(bool zip64 = false) const {
    std::string out = bytes_ + directory_;
    if (zip64) {
      out += "PK\6\6" + little_endian(44, 8) + little_endian(45, 2) + little_endian(45, 2) +
             little_endian(0, 8) + little_endian(count_, 8) + little_endian(count_, 8) +
             little_endian(directory_.size(), 8) + little_endian(bytes_.size(), 8);
      out += "PK\6\7" + little_endian(0, 4) + little_endian(bytes_.size() + directory_.size(), 8) +
             little_endian(1, 4);
    }
    const auto or_zip64 = [&](std::uint64_t value, int bytes) {
      return little_endian(zip64 ? 0xFFFFFFFF : value, bytes);
    };
    return out + "PK\5\6" + little_endian(0, 4) + or_zip64(count_, 2) + or_zip64(count_, 2) +
           or_zip64(directory_.size(), 4) + or_zip64(bytes_.size(), 4) + little_endian(0, 2);
  }

 private:
  static std::string deflate(const std::string& text) {
    libdeflate_compressor* compressor = libdeflate_alloc_compressor(6);
    std::string out(libdeflate_deflate_compress_bound(compressor, text.size()), '\0');
    out.resize(
        libdeflate_deflate_compress(compressor, text.data(), text.size(), out.data(), out.size()));
    libdeflate_free_compressor(compressor);
    return out;
  }

  std::string bytes_, directory_;
  std::uint64_t count_ = 0;
};

}  // namespace trackml_test
