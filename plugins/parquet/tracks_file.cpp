#include "parquet/tracks_file.hpp"

#include <arrow/api.h>
#include <parquet/arrow/writer.h>
#include <parquet/properties.h>

#include <limits>

#include "parquet/arrow_result.hpp"

namespace trackloom::parquet {
namespace {

constexpr auto unmatched = std::numeric_limits<std::uint64_t>::max();

std::shared_ptr<arrow::Schema> tracks_schema() {
  const auto list = [](const char* name, const std::shared_ptr<arrow::DataType>& of) {
    return arrow::field(name, arrow::list(of), /*nullable=*/false);
  };
  return arrow::schema(
      {arrow::field("event_id", arrow::uint64(), /*nullable=*/false), list("d0", arrow::float32()),
       list("z0", arrow::float32()), list("phi", arrow::float32()), list("theta", arrow::float32()),
       list("qop", arrow::float32()), list("majority_particle_id", arrow::uint64()),
       list("hit_ids", arrow::list(arrow::uint32())), list("track_id", arrow::uint16())});
}

// One list with an entry per track, of `value(track)`.
template <class Builder, class Value>
std::shared_ptr<arrow::Array> list_of(std::size_t tracks, const std::string& where, Value&& value) {
  auto entries = std::make_shared<Builder>(arrow::system_memory_pool());
  arrow::ListBuilder list(arrow::system_memory_pool(), entries);
  check(list.Append(), where);
  for (std::size_t t = 0; t < tracks; ++t) check(value(*entries, t), where);
  return parquet::value(list.Finish(), where);
}

std::shared_ptr<arrow::Array> parameter(const TrackParameters* fits, std::size_t tracks,
                                        float Perigee::*member, const std::string& where) {
  return list_of<arrow::FloatBuilder>(tracks, where, [&](arrow::FloatBuilder& to, std::size_t t) {
    if (fits == nullptr || !fits->fitted(t)) return to.AppendNull();
    return to.Append(fits->perigee[t].*member);
  });
}

std::shared_ptr<arrow::Array> hit_lists(const Hits& hits, const TrackCandidates& tracks,
                                        const std::string& where) {
  arrow::MemoryPool* pool = arrow::system_memory_pool();
  auto ids = std::make_shared<arrow::UInt32Builder>(pool);
  auto of_track = std::make_shared<arrow::ListBuilder>(pool, ids);
  arrow::ListBuilder of_event(pool, of_track);
  check(of_event.Append(), where);
  for (std::size_t t = 0; t < tracks.size(); ++t) {
    check(of_track->Append(), where);
    for (const std::uint32_t hit : tracks[t]) {
      check(ids->Append(static_cast<std::uint32_t>(hits.id[hit])), where);
    }
  }
  return value(of_event.Finish(), where);
}

}  // namespace

Tracks::File::File(const std::string& path, std::int64_t events_per_row_group)
    : path_(path),
      events_per_row_group_(events_per_row_group),
      file_(path),
      stream_(std::make_shared<OutputStream>(file_)),
      schema_(tracks_schema()) {
  const auto properties =
      ::parquet::WriterProperties::Builder().compression(::parquet::Compression::ZSTD)->build();
  // With Arrow's schema: Parquet's own types do not say that integers are unsigned 16 bits wide.
  const auto of_arrow = ::parquet::ArrowWriterProperties::Builder().store_schema()->build();
  writer_ = value(::parquet::arrow::FileWriter::Open(*schema_, arrow::system_memory_pool(), stream_,
                                                     properties, of_arrow),
                  path_);
}

Tracks::File::~File() = default;

void Tracks::File::write(std::uint64_t event, const Hits& hits, const TrackCandidates& tracks,
                         const TrackParameters* parameters,
                         const std::vector<std::uint64_t>& majorities) {
  const std::size_t n = tracks.size();
  arrow::UInt64Builder id(arrow::system_memory_pool());
  check(id.Append(event), path_);
  const std::vector<std::shared_ptr<arrow::Array>> columns = {
      value(id.Finish(), path_),
      parameter(parameters, n, &Perigee::d0, path_),
      parameter(parameters, n, &Perigee::z0, path_),
      parameter(parameters, n, &Perigee::phi, path_),
      parameter(parameters, n, &Perigee::theta, path_),
      parameter(parameters, n, &Perigee::q_over_p, path_),
      list_of<arrow::UInt64Builder>(n, path_,
                                    [&](arrow::UInt64Builder& to, std::size_t t) {
                                      return to.Append(majorities.empty() ? unmatched
                                                                          : majorities[t]);
                                    }),
      hit_lists(hits, tracks, path_),
      list_of<arrow::UInt16Builder>(n, path_, [&](arrow::UInt16Builder& to, std::size_t t) {
        return to.Append(static_cast<std::uint16_t>(t + 1));
      })};
  rows_.push_back(arrow::RecordBatch::Make(schema_, 1, columns));
  if (static_cast<std::int64_t>(rows_.size()) == events_per_row_group_) flush();
}

void Tracks::File::flush() {
  if (rows_.empty()) return;
  const auto table = value(arrow::Table::FromRecordBatches(schema_, rows_), path_);
  check(writer_->WriteTable(*table, table->num_rows()), path_);
  rows_.clear();
}

void Tracks::File::commit() {
  flush();
  check(writer_->Close(), path_);
  file_.commit();
}

}  // namespace trackloom::parquet
