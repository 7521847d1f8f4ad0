// A file of Arrow's that is complete under its final name or absent.
#pragma once

#include <arrow/io/interfaces.h>
#include <arrow/result.h>
#include <arrow/status.h>

#include <cstdint>
#include <string_view>

#include "trackloom/output_file.hpp"

namespace trackloom::parquet {

// What Arrow writes goes into an OutputFile, which the owner commits after Arrow has closed the
// stream. Not thread-safe.
class OutputStream final : public arrow::io::OutputStream {
 public:
  explicit OutputStream(OutputFile& file) : file_(file) {}

  arrow::Status Write(const void* data, std::int64_t bytes) override try {
    file_.write({static_cast<const char*>(data), static_cast<std::size_t>(bytes)});
    written_ += bytes;
    return arrow::Status::OK();
  } catch (const std::exception& error) {
    return arrow::Status::IOError(error.what());
  }
  using arrow::io::OutputStream::Write;
  arrow::Result<std::int64_t> Tell() const override { return written_; }
  arrow::Status Close() override {
    closed_ = true;
    return arrow::Status::OK();
  }
  bool closed() const override { return closed_; }

 private:
  OutputFile& file_;
  std::int64_t written_ = 0;
  bool closed_ = false;
};

}  // namespace trackloom::parquet
