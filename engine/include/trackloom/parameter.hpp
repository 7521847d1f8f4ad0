// Parameters of a stage: what a pipeline may set, with type, default, unit, range and a sentence.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <variant>
#include <vector>

namespace trackloom {

enum class ParameterType { boolean, integer, real, text, integers, reals, texts };

// What a text parameter names. The planner checks that input files and folders exist.
enum class ParameterRole { plain, input_file, input_path, output_path };

// The value of a parameter, already checked against its type and range.
using ParameterValue =
    std::variant<bool, std::int64_t, double, std::string, std::vector<std::int64_t>,
                 std::vector<double>, std::vector<std::string>>;

struct ParameterInfo {
  std::string name;
  ParameterType type = ParameterType::real;
  ParameterRole role = ParameterRole::plain;
  ParameterValue default_value;
  bool required = false;
  std::string unit;  // empty: a pure number
  std::string doc;
  std::optional<double> minimum;  // inclusive; for lists: of every element
  std::optional<double> maximum;
  std::vector<std::string> choices;  // of a text; empty: any
  // With this choice the stage copies `copies` between host and device per event.
  std::string copying_choice, copies;
};

struct NamedValue {
  std::string name;
  ParameterValue value;
};

// The parameters of one stage in a pipeline; those that are absent keep their default.
using ParameterSet = std::vector<NamedValue>;

// The C++ types that a Config member may have, and how they are held in a ParameterValue.
template <class T>
constexpr ParameterType parameter_type() {
  if constexpr (std::is_same_v<T, bool>) {
    return ParameterType::boolean;
  } else if constexpr (std::is_integral_v<T>) {
    return ParameterType::integer;
  } else if constexpr (std::is_floating_point_v<T>) {
    return ParameterType::real;
  } else if constexpr (std::is_same_v<T, std::string>) {
    return ParameterType::text;
  } else if constexpr (std::is_same_v<T, std::vector<std::string>>) {
    return ParameterType::texts;
  } else if constexpr (std::is_integral_v<typename T::value_type>) {
    return ParameterType::integers;
  } else {
    static_assert(std::is_floating_point_v<typename T::value_type>,
                  "a parameter is a bool, an integer, a real, a std::string or a vector of these");
    return ParameterType::reals;
  }
}

template <class T>
ParameterValue to_parameter_value(const T& value) {
  if constexpr (std::is_same_v<T, bool> || std::is_same_v<T, std::string> ||
                std::is_same_v<T, std::vector<std::string>>) {
    return value;
  } else if constexpr (std::is_integral_v<T>) {
    return static_cast<std::int64_t>(value);
  } else if constexpr (std::is_floating_point_v<T>) {
    return static_cast<double>(value);
  } else if constexpr (std::is_integral_v<typename T::value_type>) {
    return std::vector<std::int64_t>(value.begin(), value.end());
  } else {
    return std::vector<double>(value.begin(), value.end());
  }
}

// A value as the type that a Config member has. Throws std::out_of_range where it does not fit: a
// ParameterInfo does not know how wide the member is.
template <class To, class From>
To fitting_value(From value) {
  bool fits = true;
  if constexpr (std::is_integral_v<To>) {
    fits = static_cast<From>(static_cast<To>(value)) == value &&
           (value < 0) == (static_cast<To>(value) < To{});
  } else if constexpr (sizeof(To) < sizeof(From)) {
    fits = value >= From{std::numeric_limits<To>::lowest()} &&
           value <= From{std::numeric_limits<To>::max()};
  }
  if (!fits) throw std::out_of_range(std::to_string(value) + " does not fit the parameter's type");
  return static_cast<To>(value);
}

template <class T>
void from_parameter_value(const ParameterValue& value, T& target) {
  if constexpr (std::is_same_v<T, bool> || std::is_same_v<T, std::string> ||
                std::is_same_v<T, std::vector<std::string>>) {
    target = std::get<T>(value);
  } else if constexpr (std::is_integral_v<T>) {
    target = fitting_value<T>(std::get<std::int64_t>(value));
  } else if constexpr (std::is_floating_point_v<T>) {
    target = fitting_value<T>(std::get<double>(value));
  } else if constexpr (std::is_integral_v<typename T::value_type>) {
    const auto& list = std::get<std::vector<std::int64_t>>(value);
    target.clear();
    for (const std::int64_t v : list) target.push_back(fitting_value<typename T::value_type>(v));
  } else {
    const auto& list = std::get<std::vector<double>>(value);
    target.clear();
    for (const double v : list) target.push_back(fitting_value<typename T::value_type>(v));
  }
}

}  // namespace trackloom
