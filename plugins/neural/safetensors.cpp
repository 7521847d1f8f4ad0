#include "neural/safetensors.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <fstream>
#include <limits>
#include <nlohmann/json.hpp>
#include <set>
#include <stdexcept>

#include "trackloom/output_file.hpp"

namespace trackloom::neural {

static_assert(std::endian::native == std::endian::little, "the format is little-endian");

namespace {

using Json = nlohmann::json;

constexpr std::size_t size_bytes = 8;           // of the header size
constexpr std::size_t max_header = 16U << 20U;  // far above what any model here needs
constexpr std::size_t max_file = std::size_t{1} << 34U;
const char* const checksum_key = "checksum";

std::size_t dtype_size(const std::string& dtype) {
  if (dtype == "F64" || dtype == "I64" || dtype == "U64") return 8;
  if (dtype == "F32" || dtype == "I32" || dtype == "U32") return 4;
  if (dtype == "F16" || dtype == "BF16" || dtype == "I16" || dtype == "U16") return 2;
  if (dtype == "I8" || dtype == "U8" || dtype == "BOOL") return 1;
  return 0;
}

std::string checksum_of(const void* data, std::size_t size) {
  std::uint64_t hash = 14695981039346656037ULL;
  const auto* bytes = static_cast<const unsigned char*>(data);
  for (std::size_t i = 0; i < size; ++i) hash = (hash ^ bytes[i]) * 1099511628211ULL;
  char text[32];
  std::snprintf(text, sizeof text, "fnv1a64:%016llx", static_cast<unsigned long long>(hash));
  return text;
}

// The JSON object, with duplicate keys refused: parsers disagree about which one counts.
Json parse_object(std::string_view text) {
  std::set<std::string> seen;
  const auto check = [&](int depth, Json::parse_event_t event, Json& value) {
    if (event == Json::parse_event_t::key && depth == 1 &&
        !seen.insert(value.get<std::string>()).second) {
      throw std::runtime_error("tensor '" + value.get<std::string>() + "' is listed twice");
    }
    if (depth > 4) throw std::runtime_error("nested too deep");
    return true;
  };
  Json header = Json::parse(text.begin(), text.end(), check);
  if (!header.is_object()) throw std::runtime_error("not a JSON object");
  return header;
}

std::size_t unsigned_number(const Json& value, const char* what) {
  if (!value.is_number_unsigned()) throw std::runtime_error(std::string(what) + " is no count");
  return value.get<std::size_t>();
}

SafetensorsFile::Entry parse_entry(const Json& value) {
  SafetensorsFile::Entry entry;
  if (!value.is_object()) throw std::runtime_error("not an object");
  entry.dtype = value.at("dtype").get<std::string>();
  std::size_t size = dtype_size(entry.dtype);
  if (size == 0) throw std::runtime_error("unknown dtype '" + entry.dtype + "'");
  const Json& shape = value.at("shape");
  if (!shape.is_array()) throw std::runtime_error("shape is no list");
  for (const Json& extent : shape) {
    const std::size_t n = unsigned_number(extent, "an extent of the shape");
    if (n > max_file || (n != 0 && size > max_file / n))
      throw std::runtime_error("shape too large");
    size *= n;
    entry.shape.push_back(static_cast<std::int64_t>(n));
  }
  const Json& offsets = value.at("data_offsets");
  if (!offsets.is_array() || offsets.size() != 2) {
    throw std::runtime_error("data_offsets is not [begin, end]");
  }
  entry.begin = unsigned_number(offsets[0], "data_offsets");
  entry.end = unsigned_number(offsets[1], "data_offsets");
  if (entry.end < entry.begin || entry.end - entry.begin != size) {
    throw std::runtime_error("data_offsets [" + std::to_string(entry.begin) + ", " +
                             std::to_string(entry.end) + "] do not hold " + std::to_string(size) +
                             " bytes of " + entry.dtype + " " + shape_text(entry.shape));
  }
  return entry;
}

}  // namespace

std::string shape_text(const TensorShape& shape) {
  std::string text = "[";
  for (std::size_t i = 0; i < shape.size(); ++i) {
    text += (i == 0 ? "" : ", ") + std::to_string(shape[i]);
  }
  return text + "]";
}

std::size_t element_count(const TensorShape& shape) {
  std::size_t count = 1;
  for (const std::int64_t extent : shape) count *= static_cast<std::size_t>(extent);
  return count;
}

SafetensorsFile::SafetensorsFile(const std::filesystem::path& path) : path_(path) {
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  if (!file) throw std::runtime_error(path.string() + ": cannot be opened");
  const auto size = static_cast<std::size_t>(file.tellg());
  file.seekg(0);
  std::uint64_t header_size = 0;
  if (size < size_bytes) refuse(0, "too short for a safetensors file");
  if (size > max_file) refuse(0, "too large for a weight file");
  file.read(reinterpret_cast<char*>(&header_size), size_bytes);
  if (header_size > max_header) {
    refuse(0, "header size " + std::to_string(header_size) + " is above the limit of " +
                  std::to_string(max_header) + ": not a safetensors file?");
  }
  if (header_size > size - size_bytes) {
    refuse(0, "header size " + std::to_string(header_size) + " in a file of " +
                  std::to_string(size) + " bytes: truncated?");
  }
  std::string header(header_size, '\0');
  file.read(header.data(), static_cast<std::streamsize>(header.size()));
  data_offset_ = size_bytes + header.size();
  const std::size_t data_size = size - data_offset_;
  data_.resize((data_size + sizeof(float) - 1) / sizeof(float));
  file.read(reinterpret_cast<char*>(data_.data()), static_cast<std::streamsize>(data_size));
  if (!file) refuse(0, "cannot be read to its end");
  parse_header(header, data_size);
  check_layout(data_size);
  const auto expected = metadata_.find(checksum_key);
  if (expected != metadata_.end()) {
    const std::string found = checksum_of(data_.data(), data_size);
    if (found != expected->second) {
      refuse(data_offset_, "the data have checksum " + found + ", the header says " +
                               expected->second + ": the file is damaged");
    }
  }
}

void SafetensorsFile::refuse(std::size_t offset, const std::string& what) const {
  throw std::runtime_error(path_.string() + ": offset " + std::to_string(offset) + ": " + what);
}

void SafetensorsFile::parse_header(std::string_view text, std::size_t data_size) {
  std::string where = "header";
  try {
    const Json header = parse_object(text);
    for (const auto& [name, value] : header.items()) {
      where = "header: '" + name + "'";
      if (name == "__metadata__") {
        metadata_ = value.get<Metadata>();
        continue;
      }
      Entry entry = parse_entry(value);
      if (entry.end > data_size) {
        throw std::runtime_error("data_offsets end at " + std::to_string(entry.end) +
                                 ", the file has " + std::to_string(data_size) +
                                 " bytes of data: truncated?");
      }
      entries_.emplace(name, std::move(entry));
    }
  } catch (const std::exception& error) {
    refuse(size_bytes, where + ": " + error.what());
  }
}

void SafetensorsFile::check_layout(std::size_t data_size) const {
  std::vector<std::pair<std::size_t, std::size_t>> spans;
  for (const auto& [name, entry] : entries_) spans.emplace_back(entry.begin, entry.end);
  std::sort(spans.begin(), spans.end());
  std::size_t covered = 0;
  for (const auto& [begin, end] : spans) {
    if (begin != covered) {
      refuse(data_offset_ + begin, begin < covered ? "tensors overlap" : "gap before a tensor");
    }
    covered = end;
  }
  if (covered != data_size) refuse(data_offset_ + covered, "data that belong to no tensor");
}

std::span<const float> SafetensorsFile::floats(const std::string& name,
                                               const TensorShape& shape) const {
  const auto found = entries_.find(name);
  if (found == entries_.end()) {
    throw std::runtime_error(path_.string() + ": tensor '" + name + "' " + shape_text(shape) +
                             " is missing");
  }
  const Entry& entry = found->second;
  if (entry.dtype != "F32") {
    refuse(data_offset_ + entry.begin,
           "tensor '" + name + "' is of type " + entry.dtype + ", expected F32");
  }
  if (entry.shape != shape) {
    refuse(data_offset_ + entry.begin, "tensor '" + name + "' has shape " +
                                           shape_text(entry.shape) + ", expected " +
                                           shape_text(shape));
  }
  if (entry.begin % sizeof(float) != 0) {
    refuse(data_offset_ + entry.begin, "tensor '" + name + "' is not aligned to its type");
  }
  return {data_.data() + entry.begin / sizeof(float), element_count(shape)};
}

void write_safetensors(const std::filesystem::path& path, std::span<const NamedTensor> tensors,
                       Metadata metadata) {
  std::vector<char> data;
  nlohmann::ordered_json header;
  header["__metadata__"] = {};  // first, filled below
  for (const NamedTensor& tensor : tensors) {
    if (tensor.data.size() != element_count(tensor.shape)) {
      throw std::logic_error("tensor '" + tensor.name + "' has " +
                             std::to_string(tensor.data.size()) + " values for shape " +
                             shape_text(tensor.shape));
    }
    const std::size_t begin = data.size();
    data.resize(begin + tensor.data.size_bytes());
    if (!tensor.data.empty()) {  // memcpy takes no null pointer, even for nothing
      std::memcpy(data.data() + begin, tensor.data.data(), tensor.data.size_bytes());
    }
    header[tensor.name] = {
        {"dtype", "F32"}, {"shape", tensor.shape}, {"data_offsets", {begin, data.size()}}};
  }
  metadata[checksum_key] = checksum_of(data.data(), data.size());
  header["__metadata__"] = metadata;
  std::string text = header.dump();
  text.append((8 - text.size() % 8) % 8, ' ');  // keeps the data aligned
  const std::uint64_t size = text.size();
  OutputFile file(path);
  file.write({reinterpret_cast<const char*>(&size), sizeof size});
  file.write(text);
  file.write({data.data(), data.size()});
  file.commit();
}

}  // namespace trackloom::neural
