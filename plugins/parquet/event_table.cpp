#include "parquet/event_table.hpp"

#include <arrow/api.h>
#include <arrow/io/file.h>
#include <parquet/arrow/reader.h>
#include <parquet/arrow/schema.h>
#include <parquet/metadata.h>

#include <algorithm>
#include <stdexcept>

#include "parquet/arrow_result.hpp"
#include "parquet/list_values.hpp"

namespace trackloom::parquet {
namespace {

namespace fs = std::filesystem;
constexpr const char* event_id = "event_id";

std::unique_ptr<::parquet::arrow::FileReader> open_file(const fs::path& file) {
  ::parquet::ReaderProperties of_parquet(arrow::system_memory_pool());
  of_parquet.enable_buffered_stream();  // else whole column chunks, of a thousand events perhaps
  ::parquet::ArrowReaderProperties of_arrow(/*use_threads=*/false);
  of_arrow.set_batch_size(1);
  of_arrow.set_pre_buffer(false);
  ::parquet::arrow::FileReaderBuilder builder;
  check(builder.OpenFile(file.string(), /*memory_map=*/false, of_parquet), file.string());
  builder.memory_pool(arrow::system_memory_pool())->properties(of_arrow);
  return value(builder.Build(), file.string());
}

// Parquet's number of the one column of numbers below a field; -1 for a field of several columns.
int leaf(const ::parquet::arrow::SchemaField& field) {
  if (field.is_leaf()) return field.column_index;
  return field.children.size() == 1 ? leaf(field.children.front()) : -1;
}

const ::parquet::arrow::SchemaField& find_field(const ::parquet::arrow::SchemaManifest& manifest,
                                                const std::string& name, const fs::path& file) {
  std::string known;
  for (const auto& field : manifest.schema_fields) {
    if (field.field->name() == name) return field;
    known += (known.empty() ? "" : ", ") + field.field->name();
  }
  throw std::runtime_error(file.string() + ": no column \"" + name + "\"; there are " + known);
}

}  // namespace

fs::path EventTable::find(const fs::path& folder, const std::string& name) {
  for (const fs::path& place : {folder / name, folder / (name + ".parquet")}) {
    std::error_code error;
    if (fs::exists(place, error)) return place;
  }
  return {};
}

EventTable::EventTable(const fs::path& place, std::vector<std::string> columns)
    : columns_(std::move(columns)) {
  std::vector<fs::path> files;
  if (fs::is_directory(place)) {
    for (const auto& entry : fs::directory_iterator(place)) {
      if (entry.path().extension() == ".parquet") files.push_back(entry.path());
    }
    if (files.empty()) throw std::runtime_error(place.string() + ": has no files *.parquet");
  } else {
    files.push_back(place);
  }
  std::sort(files.begin(), files.end());
  for (const fs::path& file : files) add_file(file);
  std::sort(events_.begin(), events_.end());
  wanted_.insert(events_.begin(), events_.end());
  open_ = groups_.size();
}

EventTable::~EventTable() = default;

void EventTable::add_file(const fs::path& file) {
  const auto reader = open_file(file);
  const auto& manifest = reader->manifest();
  const int id = leaf(find_field(manifest, event_id, file));
  std::vector<int>& leaves = leaves_.emplace_back();
  for (const std::string& column : columns_) {
    const auto& field = find_field(manifest, column, file);
    if (!is_list_of_numbers(*field.field->type())) {
      throw std::runtime_error(file.string() + ": column \"" + column + "\" is of type " +
                               field.field->type()->ToString() + ", expected a list of numbers");
    }
    leaves.push_back(leaf(field));
  }
  for (int group = 0; group < reader->num_row_groups(); ++group) {
    const auto table = value(reader->ReadRowGroup(group, {id}), file.string());
    Group& added = groups_.emplace_back();
    added.file = files_.size();
    added.number = group;
    std::vector<std::uint64_t> part;
    for (const auto& chunk : table->column(0)->chunks()) {
      read_numbers(*chunk, file.string(), event_id, part);
      added.events.insert(added.events.end(), part.begin(), part.end());
    }
    for (const std::uint64_t event : added.events) {
      const auto [found, fresh] = group_of_.emplace(event, groups_.size() - 1);
      if (!fresh) {
        const std::size_t other = groups_[found->second].file;
        throw std::runtime_error(
            file.string() + ": event " + std::to_string(event) + " is there twice" +
            (other == files_.size() ? "" : ", also in " + files_[other].string()));
      }
      events_.push_back(event);
    }
  }
  files_.push_back(file);
}

void EventTable::keep(const std::vector<std::uint64_t>& events) {
  wanted_.clear();
  wanted_.insert(events.begin(), events.end());
}

void EventTable::open(std::size_t group) {
  // What is left of the group before: rows of several groups that alternate in their ids.
  while (open_ != groups_.size() && next_row_ < groups_[open_].events.size()) read_row();
  open_ = group;
  next_row_ = 0;
  const Group& wanted = groups_[group];
  const std::string name = files_[wanted.file].string();
  rows_.reset();
  file_ = open_file(files_[wanted.file]);
  rows_ = value(file_->GetRecordBatchReader({wanted.number}, leaves_[wanted.file]), name);
}

void EventTable::read_row() {
  std::shared_ptr<arrow::RecordBatch> row;
  check(rows_->ReadNext(&row), files_[groups_[open_].file].string());
  if (!row || row->num_rows() != 1) throw std::runtime_error("a row is missing");
  const std::uint64_t event = groups_[open_].events[next_row_++];
  if (wanted_.erase(event) == 1) waiting_.emplace(event, std::move(row));
}

EventTable::Row EventTable::take(std::uint64_t event) {
  const std::size_t group = group_of_.at(event);
  const fs::path& file = files_[groups_[group].file];
  if (!waiting_.contains(event) && !broken_.contains(event)) try {
      if (open_ != group) open(group);
      while (!waiting_.contains(event)) read_row();
    } catch (const std::exception& error) {
      // The stream is lost, and with it what the group has left.
      const std::size_t lost = open_;
      open_ = groups_.size();
      for (std::size_t i = next_row_; i < groups_[lost].events.size(); ++i) {
        broken_.emplace(groups_[lost].events[i], error.what());
      }
      if (lost != group) return take(event);
    }
  Row row;
  row.where = file.string() + ": event " + std::to_string(event);
  if (const auto found = broken_.find(event); found != broken_.end()) {
    throw std::runtime_error(row.where + " cannot be read: " + found->second);
  }
  row.lists = std::move(waiting_.extract(event).mapped());
  return row;
}

}  // namespace trackloom::parquet
