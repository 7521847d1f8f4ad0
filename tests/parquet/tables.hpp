// Small Parquet tables for the tests of the parquet plugin, and reading what it writes.
#pragma once

#include <arrow/api.h>
#include <arrow/io/file.h>
#include <parquet/arrow/reader.h>
#include <parquet/arrow/writer.h>

#include <filesystem>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "parquet/arrow_result.hpp"

namespace parquet_test {

namespace fs = std::filesystem;
using trackloom::parquet::check;
using trackloom::parquet::value;

// A table in the making: one row per event.
class NewTable {
 public:
  // A column of lists, a list per row.
  template <class Builder, class T>
  NewTable& lists(const std::string& name, const std::vector<std::vector<T>>& rows) {
    auto entries = std::make_shared<Builder>();
    arrow::ListBuilder list(arrow::default_memory_pool(), entries);
    for (const std::vector<T>& row : rows) {
      check(list.Append(), name);
      for (const T& entry : row) check(entries->Append(entry), name);
    }
    return add(name, value(list.Finish(), name));
  }
  NewTable& floats(const std::string& name, const std::vector<std::vector<float>>& rows) {
    return lists<arrow::FloatBuilder>(name, rows);
  }
  NewTable& add(const std::string& name, const std::shared_ptr<arrow::Array>& column) {
    fields_.push_back(arrow::field(name, column->type()));
    columns_.push_back(column);
    return *this;
  }
  // The last column: what is damaged at the beginning of a file is another one.
  NewTable& events(const std::vector<std::uint32_t>& ids) {
    arrow::UInt32Builder builder;
    check(builder.AppendValues(ids), "event_id");
    return add("event_id", value(builder.Finish(), "event_id"));
  }
  void write(const fs::path& file, std::int64_t rows_per_group = 1000) const {
    fs::create_directories(file.parent_path());
    const auto table = arrow::Table::Make(arrow::schema(fields_), columns_);
    const auto out = value(arrow::io::FileOutputStream::Open(file.string()), file.string());
    check(::parquet::arrow::WriteTable(*table, arrow::default_memory_pool(), out, rows_per_group),
          file.string());
    check(out->Close(), file.string());
  }

 private:
  std::vector<std::shared_ptr<arrow::Field>> fields_;
  std::vector<std::shared_ptr<arrow::Array>> columns_;
};

// Events with two hits each, on module `surface` 2 and 1 of volume 7, layer 2: x is the event's id,
// of particles 4 (a muon) and 9 (a photon that is no charged particle).
inline NewTable hits_table(const std::vector<std::uint32_t>& events) {
  std::vector<std::vector<float>> x, y, z;
  std::vector<std::vector<std::uint64_t>> particle;
  std::vector<std::vector<std::uint32_t>> volume, layer, surface;
  for (const std::uint32_t event : events) {
    x.push_back({static_cast<float>(event), -static_cast<float>(event)});
    y.push_back({1, 2});
    z.push_back({-600, -601});
    particle.push_back({4, 9});
    volume.push_back({7, 7});
    layer.push_back({2, 2});
    surface.push_back({2, 1});
  }
  NewTable table;
  table.floats("x", x).floats("y", y).floats("z", z);
  table.floats("true_x", x).floats("true_y", y).floats("true_z", z);
  table.lists<arrow::UInt64Builder>("particle_id", particle);
  table.lists<arrow::UInt8Builder>("volume_id", volume);
  table.lists<arrow::UInt16Builder>("layer_id", layer);
  table.lists<arrow::UInt32Builder>("surface_id", surface);
  return table.events(events);
}

inline NewTable particles_table(const std::vector<std::uint32_t>& events) {
  const std::vector<std::vector<float>> zero(events.size(), {0, 0});
  NewTable table;
  table.lists<arrow::UInt64Builder>("particle_id",
                                    std::vector<std::vector<std::uint64_t>>(events.size(), {9, 4}));
  table.lists<arrow::Int64Builder>("pdg_id",
                                   std::vector<std::vector<std::int64_t>>(events.size(), {22, 13}));
  table.floats("charge", std::vector<std::vector<float>>(events.size(), {0, -1}));
  table.floats("vx", zero).floats("vy", zero).floats("vz", zero);
  std::vector<std::vector<float>> momentum;
  for (const std::uint32_t event : events) momentum.push_back({1, static_cast<float>(event)});
  table.floats("px", momentum).floats("py", zero).floats("pz", zero);
  return table.events(events);
}

inline std::shared_ptr<arrow::Table> read(const fs::path& file) {
  ::parquet::arrow::FileReaderBuilder builder;
  check(builder.OpenFile(file.string()), file.string());
  const auto reader = value(builder.Build(), file.string());
  const auto table = value(reader->ReadTable(), file.string());
  return value(table->CombineChunks(), file.string());
}

// The list in a row of a table that read() gives, as text: "[1,2,null]".
inline std::string list_text(const arrow::Table& table, const std::string& column,
                             std::int64_t row) {
  const auto scalar = value(table.GetColumnByName(column)->GetScalar(row), column);
  const auto& list = static_cast<const arrow::BaseListScalar&>(*scalar);
  std::string text = "[";
  for (std::int64_t i = 0; i < list.value->length(); ++i) {
    const auto entry = value(list.value->GetScalar(i), column);
    text += i == 0 ? "" : ",";
    if (entry->is_valid && arrow::is_list_like(entry->type->id())) {
      const auto& inner = static_cast<const arrow::BaseListScalar&>(*entry);
      text += "[";
      for (std::int64_t k = 0; k < inner.value->length(); ++k) {
        text += (k == 0 ? "" : ",") + value(inner.value->GetScalar(k), column)->ToString();
      }
      text += "]";
    } else {
      text += entry->ToString();
    }
  }
  return text + "]";
}

}  // namespace parquet_test
