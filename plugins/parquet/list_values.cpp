#include "parquet/list_values.hpp"

#include <arrow/array.h>
#include <arrow/record_batch.h>
#include <arrow/type.h>
#include <arrow/type_traits.h>

#include <memory>
#include <stdexcept>
#include <type_traits>
#include <utility>

namespace trackloom::parquet {
namespace {

[[noreturn]] void refuse(const std::string& where, const std::string& name,
                         const std::string& what) {
  throw std::runtime_error(where + ": column \"" + name + "\" " + what);
}

template <class T, class Array>
void convert(const Array& array, const std::string& where, const std::string& name,
             std::vector<T>& values) {
  using From = typename Array::value_type;
  const From* from = array.raw_values();
  for (std::size_t i = 0; i < values.size(); ++i) {
    if constexpr (std::is_integral_v<T>) {
      if (!std::in_range<T>(from[i])) {
        refuse(where, name,
               "has " + std::to_string(from[i]) + " at place " + std::to_string(i) +
                   " of the list, which is out of range");
      }
    }
    values[i] = static_cast<T>(from[i]);
  }
}

}  // namespace

template <class T>
void read_numbers(const arrow::Array& array, const std::string& where, const std::string& name,
                  std::vector<T>& values) {
  if (array.null_count() != 0) {
    std::int64_t place = 0;
    while (array.IsValid(place)) ++place;
    refuse(where, name, "is null at place " + std::to_string(place) + " of the list");
  }
  values.resize(static_cast<std::size_t>(array.length()));
  switch (array.type_id()) {
    case arrow::Type::UINT8:
      return convert(static_cast<const arrow::UInt8Array&>(array), where, name, values);
    case arrow::Type::UINT16:
      return convert(static_cast<const arrow::UInt16Array&>(array), where, name, values);
    case arrow::Type::UINT32:
      return convert(static_cast<const arrow::UInt32Array&>(array), where, name, values);
    case arrow::Type::UINT64:
      return convert(static_cast<const arrow::UInt64Array&>(array), where, name, values);
    case arrow::Type::INT8:
      return convert(static_cast<const arrow::Int8Array&>(array), where, name, values);
    case arrow::Type::INT16:
      return convert(static_cast<const arrow::Int16Array&>(array), where, name, values);
    case arrow::Type::INT32:
      return convert(static_cast<const arrow::Int32Array&>(array), where, name, values);
    case arrow::Type::INT64:
      return convert(static_cast<const arrow::Int64Array&>(array), where, name, values);
    default:
      break;
  }
  if constexpr (std::is_floating_point_v<T>) {
    if (array.type_id() == arrow::Type::FLOAT) {
      return convert(static_cast<const arrow::FloatArray&>(array), where, name, values);
    }
    if (array.type_id() == arrow::Type::DOUBLE) {
      return convert(static_cast<const arrow::DoubleArray&>(array), where, name, values);
    }
  }
  refuse(where, name,
         "has values of type " + array.type()->ToString() + ", expected " +
             (std::is_floating_point_v<T> ? "numbers" : "integers"));
}

template <class T>
void read_list(const arrow::RecordBatch& row, const std::string& where, const std::string& name,
               std::vector<T>& values) {
  const std::shared_ptr<arrow::Array> column = row.GetColumnByName(name);
  if (!column) refuse(where, name, "is missing");
  if (column->IsNull(0)) refuse(where, name, "has no list, it is null");
  if (column->type_id() == arrow::Type::LIST) {
    const auto& list = static_cast<const arrow::ListArray&>(*column);
    return read_numbers(*list.value_slice(0), where, name, values);
  }
  if (column->type_id() == arrow::Type::LARGE_LIST) {
    const auto& list = static_cast<const arrow::LargeListArray&>(*column);
    return read_numbers(*list.value_slice(0), where, name, values);
  }
  refuse(where, name, "is of type " + column->type()->ToString() + ", expected a list");
}

bool is_list_of_numbers(const arrow::DataType& type) {
  if (type.id() != arrow::Type::LIST && type.id() != arrow::Type::LARGE_LIST) return false;
  const arrow::Type::type of = type.field(0)->type()->id();
  return arrow::is_integer(of) || of == arrow::Type::FLOAT || of == arrow::Type::DOUBLE;
}

template void read_numbers(const arrow::Array&, const std::string&, const std::string&,
                           std::vector<std::uint64_t>&);
template void read_list(const arrow::RecordBatch&, const std::string&, const std::string&,
                        std::vector<float>&);
template void read_list(const arrow::RecordBatch&, const std::string&, const std::string&,
                        std::vector<std::int32_t>&);
template void read_list(const arrow::RecordBatch&, const std::string&, const std::string&,
                        std::vector<std::uint32_t>&);
template void read_list(const arrow::RecordBatch&, const std::string&, const std::string&,
                        std::vector<std::uint64_t>&);

}  // namespace trackloom::parquet
