// Columns of Arrow as vectors of the type that a product has.
#pragma once

#include <arrow/type_fwd.h>

#include <cstdint>
#include <string>
#include <vector>

namespace trackloom::parquet {

// T is float, std::int32_t, std::uint32_t or std::uint64_t. Numbers of the file may have another
// width; one that T cannot hold, a null, and a column of another kind (text, real numbers for an
// integer) are refused: std::runtime_error that begins with `where`.

// All entries of an array of numbers; `name` is the column's, for messages.
template <class T>
void read_numbers(const arrow::Array& array, const std::string& where, const std::string& name,
                  std::vector<T>& values);

// The list that column `name` has in `row`, a batch of one row.
template <class T>
void read_list(const arrow::RecordBatch& row, const std::string& where, const std::string& name,
               std::vector<T>& values);

// Whether a column of this type is a list of numbers.
bool is_list_of_numbers(const arrow::DataType& type);

}  // namespace trackloom::parquet
