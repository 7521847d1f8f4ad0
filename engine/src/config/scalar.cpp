#include "config/scalar.hpp"

#include <charconv>
#include <cmath>

namespace trackloom::config {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// A plain scalar is what can be a boolean or a number.
bool plain(const Node& node, const char* wanted, std::string& why) {
  if (node.kind == NodeKind::scalar && !node.quoted) return true;
  why = describe(node) + " is not " + wanted;
  if (node.kind == NodeKind::scalar) why += " (it is quoted, which makes it text)";
  return false;
}

// [-+]digits, or with `real` also a fraction and an exponent.
bool looks_like_number(std::string_view text, bool real) {
  std::size_t i = 0;
  const auto digits = [&] {
    const std::size_t start = i;
    while (i < text.size() && is_digit(text[i])) ++i;
    return i - start;
  };
  if (i < text.size() && (text[i] == '-' || text[i] == '+')) ++i;
  std::size_t mantissa = digits();
  if (real) {
    if (i < text.size() && text[i] == '.') {
      ++i;
      mantissa += digits();
    }
    if (mantissa > 0 && i < text.size() && (text[i] == 'e' || text[i] == 'E')) {
      ++i;
      if (i < text.size() && (text[i] == '-' || text[i] == '+')) ++i;
      if (digits() == 0) return false;
    }
  }
  return mantissa > 0 && i == text.size();
}

}  // namespace

std::optional<bool> to_boolean(const Node& node, std::string& why) {
  if (!plain(node, "true or false", why)) return std::nullopt;
  if (node.text == "true") return true;
  if (node.text == "false") return false;
  why = describe(node) + " is not true or false";
  return std::nullopt;
}

std::optional<std::int64_t> to_integer(const Node& node, std::string& why) {
  if (!plain(node, "an integer", why)) return std::nullopt;
  std::string_view text = node.text;
  if (!looks_like_number(text, false)) {
    why = describe(node) + " is not an integer";
    if (looks_like_number(text, true)) why += " (write all its digits, without point or exponent)";
    return std::nullopt;
  }
  if (text[0] == '+') text.remove_prefix(1);
  const std::string_view digits = text[0] == '-' ? text.substr(1) : text;
  if (digits.size() > 1 && digits[0] == '0') {
    why = describe(node) + " starts with 0, which some read as octal";
    return std::nullopt;
  }
  std::int64_t value = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
  if (result.ec != std::errc()) {
    why = describe(node) + " does not fit in 64 bits";
    return std::nullopt;
  }
  return value;
}

std::optional<double> to_real(const Node& node, std::string& why) {
  if (!plain(node, "a number", why)) return std::nullopt;
  std::string_view text = node.text;
  if (!looks_like_number(text, true)) {
    why = describe(node) + " is not a finite number";
    return std::nullopt;
  }
  if (text[0] == '+') text.remove_prefix(1);
  double value = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
  if (result.ec != std::errc() || !std::isfinite(value)) {
    why = describe(node) + " is out of the range of double-precision numbers";
    return std::nullopt;
  }
  return value;
}

std::optional<std::string> to_text(const Node& node, std::string& why) {
  if (node.kind == NodeKind::scalar) return node.text;
  why = describe(node) + " is not a text";
  return std::nullopt;
}

std::string number_text(double value) {
  constexpr double largest_whole = 1e15;  // all its digits are exact
  if (std::trunc(value) == value && std::abs(value) < largest_whole) {
    return std::to_string(static_cast<std::int64_t>(value));
  }
  char buffer[32];
  const auto result = std::to_chars(buffer, buffer + sizeof buffer, value);
  return {buffer, result.ptr};
}

}  // namespace trackloom::config
