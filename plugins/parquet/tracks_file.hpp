// The file of parquet.tracks.
#pragma once

#include <arrow/type_fwd.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "parquet/output_stream.hpp"
#include "parquet/tracks.hpp"

namespace parquet::arrow {
class FileWriter;
}

namespace trackloom::parquet {

class Tracks::File {
 public:
  File(const std::string& path, std::int64_t events_per_row_group);
  ~File();

  // majorities: an entry per track, or none. Throws std::runtime_error.
  void write(std::uint64_t event, const Hits& hits, const TrackCandidates& tracks,
             const TrackParameters* parameters, const std::vector<std::uint64_t>& majorities);
  void commit();

 private:
  void flush();

  std::string path_;
  std::int64_t events_per_row_group_;
  OutputFile file_;
  std::shared_ptr<OutputStream> stream_;
  std::shared_ptr<arrow::Schema> schema_;
  std::unique_ptr<::parquet::arrow::FileWriter> writer_;
  std::vector<std::shared_ptr<arrow::RecordBatch>> rows_;
};

}  // namespace trackloom::parquet
