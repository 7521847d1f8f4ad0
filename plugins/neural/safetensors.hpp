// The safetensors container: named tensors and a block of text, and no code.
//
// Layout: 8 bytes little-endian header size; a JSON object {"__metadata__": {text: text}, NAME:
// {"dtype", "shape", "data_offsets": [begin, end]}}; the data, which the tensors cover without gaps
// or overlaps. Files written here carry "checksum" in their metadata: FNV-1a 64 of the data.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace trackloom::neural {

using TensorShape = std::vector<std::int64_t>;
using Metadata = std::map<std::string, std::string>;

std::string shape_text(const TensorShape& shape);     // "[32, 96]"
std::size_t element_count(const TensorShape& shape);  // 1 for a scalar

// A file read as a whole, every bound checked. Errors are std::runtime_error that name the file,
// the byte offset where there is one, and what is wrong.
class SafetensorsFile {
 public:
  struct Entry {
    std::string dtype;  // F32, F16, I64, ... as in the file
    TensorShape shape;
    std::size_t begin = 0, end = 0;  // bytes of the data block
  };

  explicit SafetensorsFile(const std::filesystem::path& path);

  const std::filesystem::path& path() const noexcept { return path_; }
  const std::map<std::string, Entry>& entries() const noexcept { return entries_; }
  const Metadata& metadata() const noexcept { return metadata_; }

  // The tensor's values, which must be of type F32 and of this shape; the error names both.
  std::span<const float> floats(const std::string& name, const TensorShape& shape) const;

 private:
  [[noreturn]] void refuse(std::size_t offset, const std::string& what) const;
  void parse_header(std::string_view text, std::size_t data_size);
  void check_layout(std::size_t data_size) const;

  std::filesystem::path path_;
  std::map<std::string, Entry> entries_;
  Metadata metadata_;
  std::size_t data_offset_ = 0;  // of the data block in the file
  std::vector<float> data_;      // the data block; float for its alignment
};

struct NamedTensor {
  std::string name;
  TensorShape shape;
  std::span<const float> data;
};

// Writes through OutputFile: the file is complete or absent. Tensors are stored in the given order.
void write_safetensors(const std::filesystem::path& path, std::span<const NamedTensor> tensors,
                       Metadata metadata);

}  // namespace trackloom::neural
