// A sink: one line per event, in input order.
#pragma once

#include <memory>
#include <string>

#include "mean_radius.hpp"
#include "trackloom/event.hpp"
#include "trackloom/output_file.hpp"
#include "trackloom/run_context.hpp"
#include "trackloom/stage.hpp"

namespace example {

class RadiusCsv {
 public:
  struct Config {
    std::string path;
  };

  static void describe(trackloom::StageDescription<Config>& stage) {
    stage.doc("Writes event,radius_mm.");
    stage.param("path", &Config::path).required().output_path().doc("the CSV file");
  }

  explicit RadiusCsv(const Config& config) : config_(config) {}

  void begin(trackloom::RunContext&) {
    file_ = std::make_unique<trackloom::OutputFile>(config_.path);
    file_->write("event,radius_mm\n");
  }

  void operator()(const trackloom::EventInfo& event, const MeanRadius& mean) {
    file_->write(std::to_string(event.id) + "," + std::to_string(mean.mm) + "\n");
    sum_ += mean.mm;
    ++events_;
  }

  void finish(trackloom::Summary& summary) {
    file_->commit();
    summary.output(file_->path());
    summary.figure("mean_radius_mm", events_ == 0 ? 0.0 : sum_ / events_);
  }

 private:
  Config config_;
  std::unique_ptr<trackloom::OutputFile> file_;
  double sum_ = 0;
  int events_ = 0;
};

}  // namespace example
