// Arrow reports errors by return value; here they are exceptions, as everywhere in Trackloom.
#pragma once

#include <arrow/result.h>
#include <arrow/status.h>

#include <stdexcept>
#include <string>
#include <utility>

namespace trackloom::parquet {

// Both throw std::runtime_error "WHERE: what Arrow says".
inline void check(const arrow::Status& status, const std::string& where) {
  if (!status.ok()) throw std::runtime_error(where + ": " + status.message());
}

template <class T>
T value(arrow::Result<T> result, const std::string& where) {
  check(result.status(), where);
  return std::move(result).ValueUnsafe();
}

}  // namespace trackloom::parquet
