// A table with one row per event, in one Parquet file or many.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace arrow {
class RecordBatch;
class RecordBatchReader;
}  // namespace arrow
namespace parquet::arrow {
class FileReader;
}

namespace trackloom::parquet {

// Rows are read from front to back, a page of each column at a time, and not once per event:
// row groups may hold a thousand events and gigabytes. An event that stands before the one asked
// for is kept until its turn, so that the order of rows, which differs between the tables of one
// data set where they were written by several threads, is no matter. Not thread-safe.
class EventTable {
 public:
  // The place of table NAME in a folder: NAME/*.parquet, NAME.parquet/*.parquet or NAME.parquet.
  // Empty if it has none of them.
  static std::filesystem::path find(const std::filesystem::path& folder, const std::string& name);

  // `place` is a file, or a folder of which all *.parquet are read. Reads the column event_id, and
  // checks that the others are there and lists of numbers. Throws std::runtime_error.
  EventTable(const std::filesystem::path& place, std::vector<std::string> columns);
  ~EventTable();
  EventTable(const EventTable&) = delete;
  EventTable& operator=(const EventTable&) = delete;

  const std::vector<std::uint64_t>& events() const noexcept { return events_; }  // sorted
  bool contains(std::uint64_t event) const { return group_of_.contains(event); }
  // Other events will not be asked for.
  void keep(const std::vector<std::uint64_t>& events);

  struct Row {
    std::shared_ptr<arrow::RecordBatch> lists;  // one row; the columns of the constructor
    std::string where;                          // FILE: event ID, for messages
  };
  // The row of an event that contains() has, once. Throws std::runtime_error where the file cannot
  // be read; other row groups still can be.
  Row take(std::uint64_t event);

 private:
  struct Group {
    std::size_t file = 0;
    int number = 0;                     // in its file
    std::vector<std::uint64_t> events;  // of its rows
  };
  void add_file(const std::filesystem::path& file);
  void open(std::size_t group);
  void read_row();  // of the open group, into waiting_ where somebody will ask for it

  std::vector<std::string> columns_;
  std::vector<std::filesystem::path> files_;
  std::vector<std::vector<int>> leaves_;  // Parquet's column numbers of columns_, for each file
  std::vector<Group> groups_;
  std::vector<std::uint64_t> events_;
  std::unordered_map<std::uint64_t, std::size_t> group_of_;
  std::unordered_set<std::uint64_t> wanted_;
  std::unordered_map<std::uint64_t, std::shared_ptr<arrow::RecordBatch>> waiting_;
  std::unordered_map<std::uint64_t, std::string> broken_;  // why an event cannot be read

  std::size_t open_ = 0, next_row_ = 0;  // group and row; open_ is groups_.size() if none is open
  std::unique_ptr<::parquet::arrow::FileReader> file_;
  std::unique_ptr<arrow::RecordBatchReader> rows_;
};

}  // namespace trackloom::parquet
