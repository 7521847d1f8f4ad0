#include "trackml/csv_writer.hpp"

namespace trackloom::trackml {

std::string event_file_name(std::uint64_t event, std::string_view part) {
  std::string digits = std::to_string(event);
  if (digits.size() < 9) digits.insert(0, 9 - digits.size(), '0');
  std::string name = "event";
  name.append(digits).append("-").append(part).append(".csv");
  return name;
}

}  // namespace trackloom::trackml
