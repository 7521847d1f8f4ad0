// trackloom compare: the same events through several pipelines, and what differs.
#include <cstdio>
#include <memory>

#include "commands.hpp"
#include "comparing/report.hpp"
#include "comparing/run.hpp"
#include "load_options.hpp"
#include "progress_line.hpp"
#include "run_process.hpp"

namespace {

using trackloom::ExitCode;

// One side per pipeline file, or per variant of the one file.
std::vector<comparing::SideRequest> requests(const comparing::CompareOptions& options) {
  std::vector<comparing::SideRequest> sides;
  const auto& variants = options.pipeline.variants;
  if (options.files.size() == 1) {
    // One variant alone is compared with the pipeline as it is.
    if (variants.size() == 1) sides.push_back({options.files[0], {}});
    for (const std::string& variant : variants) sides.push_back({options.files[0], {variant}});
  } else if (variants.empty()) {
    for (const std::string& file : options.files) sides.push_back({file, {}});
  } else {
    throw std::runtime_error("--variant compares variants of one pipeline; give one file with it");
  }
  if (sides.size() < 2) {
    throw std::runtime_error(
        "a comparison has two sides: give two pipelines, or one with --variant (two of them, or "
        "one "
        "to compare with the pipeline as it is)");
  }
  return sides;
}

std::string check_rounds(const std::string& text) {
  return text == "1" || text == "2" ? "two rounds or less say nothing about times; give 3 or more"
                                    : "";
}

ExitCode compare(const comparing::CompareOptions& options) {
  try {
    keep_large_blocks();
    comparing::Run run(options, requests(options), catch_signals());
    if (const ExitCode loaded = run.load(); loaded != ExitCode::done) return loaded;
    ProgressLine line(progress_style(options.progress));
    const auto show = [&](const trackloom::Progress& progress) { line.show(progress); };
    const ExitCode done = run.execute(
        options.progress == "off" ? std::function<void(const trackloom::Progress&)>() : show);
    line.end();
    if (done != ExitCode::done) return done;
    comparing::Result result = run.result();
    comparing::write(result, options.pipeline.output);
    std::fputs(
        options.json ? comparing::to_json(result).c_str() : comparing::to_text(result).c_str(),
        stdout);
    return ExitCode::done;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "trackloom: error: %s\n", error.what());
    return ExitCode::configuration;
  }
}

}  // namespace

void add_compare(CLI::App& app, int& exit_code) {
  CLI::App* command =
      app.add_subcommand("compare", "Run several pipelines on the same events and compare them");
  auto options = std::make_shared<comparing::CompareOptions>();
  options->pipeline.output = "compare";
  command->add_option("pipelines", options->files, "the sides; the first is the reference")
      ->type_name("PIPELINE.yaml")
      ->required();
  add_loading_options(*command, options->pipeline);
  command->add_option("--events", options->events, "read at most so many events; 0: all")
      ->type_name("N");
  command->add_option("--skip", options->skip, "pass over so many events first")->type_name("N");
  command->add_option("--threads", options->threads, "worker threads; 0: as the first side says")
      ->type_name("N");
  command
      ->add_option("--in-flight", options->in_flight, "events in flight; 0: as the first side says")
      ->type_name("K");
  command
      ->add_option("--timing", options->rounds,
                   "also run the sides by turns (A B A B) so many times each, after a warm-up, and "
                   "take the times from there; 0: none, else at least 3")
      ->check(CLI::Validator(check_rounds, ""))
      ->type_name("ROUNDS");
  command->add_option("--confidence", options->confidence, "of intervals and verdicts")
      ->check(CLI::Range(0.5, 0.9999))
      ->capture_default_str();
  command->add_option("--progress", options->progress, "progress on standard error")
      ->check(CLI::IsMember({"auto", "plain", "off"}))
      ->capture_default_str();
  command->add_flag("--json", options->json, "print compare.json");
  command->footer(
      "Examples:\n"
      "  trackloom compare pipelines/default.yaml pipelines/no_network.yaml --input DATA\n"
      "  trackloom compare pipelines/default.yaml --variant pure --input DATA --timing 5");
  command->callback([options, &exit_code] { exit_code = static_cast<int>(compare(*options)); });
}
