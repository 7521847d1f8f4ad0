// Reading the metadata block of a weight file. All throw std::runtime_error that names the key.
#pragma once

#include <charconv>
#include <stdexcept>
#include <string>
#include <vector>

#include "neural/safetensors.hpp"

namespace trackloom::neural {

inline void require(bool condition, const std::string& what) {
  if (!condition) throw std::runtime_error(what);
}

const std::string& value_of(const Metadata& metadata, const std::string& key);
bool boolean(const Metadata& metadata, const std::string& key);  // "true" or "false"

// All of `text` as a number; `key` for the message.
template <class T>
T parse_number(const std::string& text, const std::string& key) {
  T value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  require(error == std::errc{} && end == text.data() + text.size(),
          "metadata '" + key + "' is '" + text + "', no number");
  return value;
}
template <class T>
T number(const Metadata& metadata, const std::string& key) {
  return parse_number<T>(value_of(metadata, key), key);
}

// Numbers with commas between them, and back.
std::vector<float> numbers(const Metadata& metadata, const std::string& key);
std::string text_of(const std::vector<float>& values);

}  // namespace trackloom::neural
