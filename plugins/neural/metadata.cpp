#include "neural/metadata.hpp"

#include <sstream>

namespace trackloom::neural {

const std::string& value_of(const Metadata& metadata, const std::string& key) {
  const auto found = metadata.find(key);
  require(found != metadata.end(), "metadata '" + key + "' is missing");
  return found->second;
}

bool boolean(const Metadata& metadata, const std::string& key) {
  const std::string& text = value_of(metadata, key);
  require(text == "true" || text == "false",
          "metadata '" + key + "' is '" + text + "', expected true or false");
  return text == "true";
}

std::vector<float> numbers(const Metadata& metadata, const std::string& key) {
  std::istringstream stream(value_of(metadata, key));
  std::vector<float> values;
  for (std::string item; std::getline(stream, item, ',');) {
    values.push_back(parse_number<float>(item, key));
  }
  return values;
}

std::string text_of(const std::vector<float>& values) {
  std::ostringstream stream;
  stream.precision(9);  // reads back as the same float
  for (std::size_t i = 0; i < values.size(); ++i) stream << (i == 0 ? "" : ",") << values[i];
  return stream.str();
}

}  // namespace trackloom::neural
