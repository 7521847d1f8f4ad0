#include "end_to_end/data_set.hpp"

#include <libdeflate.h>

#include <algorithm>
#include <stdexcept>
#include <vector>

#include "fault/process.hpp"

namespace trackloom::test {

namespace fs = std::filesystem;

namespace {

std::size_t start_of_line(const std::string& text, std::size_t number) {
  std::size_t at = 0;
  for (std::size_t line = 1; line < number; ++line) {
    at = text.find('\n', at);
    if (at == std::string::npos) throw std::out_of_range("no such line");
    ++at;
  }
  return at;
}

}  // namespace

std::string gunzip(const std::string& packed) {
  libdeflate_decompressor* decompressor = libdeflate_alloc_decompressor();
  std::string text(64 << 20, '\0');
  std::size_t size = 0;
  const auto result = libdeflate_gzip_decompress(decompressor, packed.data(), packed.size(),
                                                 text.data(), text.size(), &size);
  libdeflate_free_decompressor(decompressor);
  if (result != LIBDEFLATE_SUCCESS) throw std::runtime_error("not a gzip file");
  text.resize(size);
  return text;
}

std::string gzip(const std::string& text) {
  libdeflate_compressor* compressor = libdeflate_alloc_compressor(1);
  std::string packed(libdeflate_gzip_compress_bound(compressor, text.size()), '\0');
  packed.resize(
      libdeflate_gzip_compress(compressor, text.data(), text.size(), packed.data(), packed.size()));
  libdeflate_free_compressor(compressor);
  return packed;
}

EventTexts EventTexts::load(const fs::path& data_set, std::size_t index) {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(data_set)) {
    const std::string name = entry.path().filename().string();
    if (name.ends_with("-hits.csv.gz")) names.push_back(name);
  }
  std::sort(names.begin(), names.end());
  const std::string event = names.at(index).substr(0, names[index].find('-'));
  const auto text = [&](const char* part) {
    return gunzip(read_text(data_set / (event + "-" + part + ".csv.gz")));
  };
  return {text("hits"), text("cells"), text("truth"), text("particles")};
}

fs::path event_file(const fs::path& folder, std::uint64_t id, const std::string& part,
                    const std::string& suffix) {
  std::string number = std::to_string(id);
  number.insert(0, 9 - number.size(), '0');
  return folder / ("event" + number + "-" + part + suffix);
}

void EventTexts::write(const fs::path& folder, std::uint64_t id) const {
  const auto put = [&](const char* part, const std::string& text) {
    if (!text.empty()) write_text(event_file(folder, id, part), text);
  };
  put("hits", hits);
  put("cells", cells);
  put("truth", truth);
  put("particles", particles);
}

std::filesystem::path without_truth(const std::filesystem::path& folder,
                                    const std::filesystem::path& data_set, std::uint64_t id) {
  const std::filesystem::path data = folder / "data";
  std::filesystem::create_directories(data);
  std::filesystem::copy(data_set / "detectors.csv.gz", data);
  EventTexts event = EventTexts::load(data_set);
  event.truth = event.particles = "";
  event.write(data, id);
  return data;
}

std::string line_of(const std::string& text, std::size_t number) {
  const std::size_t start = start_of_line(text, number);
  return text.substr(start, text.find('\n', start) - start);
}

std::string with_line(const std::string& text, std::size_t number, const std::string& line) {
  std::string changed = text;
  const std::size_t start = start_of_line(text, number);
  return changed.replace(start, text.find('\n', start) - start, line);
}

std::string with_field(const std::string& line, std::size_t number, const std::string& field) {
  std::size_t start = 0;
  for (std::size_t i = 1; i < number; ++i) start = line.find(',', start) + 1;
  std::string changed = line;
  return changed.replace(start, std::min(line.find(',', start), line.size()) - start, field);
}

}  // namespace trackloom::test
