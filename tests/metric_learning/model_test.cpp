#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "gnn/test_files.hpp"
#include "metric_learning/architecture.hpp"
#include "tiny.hpp"

using namespace trackloom;
using namespace trackloom::metric_learning;
using trackloom::gnn::test::contains;
using trackloom::gnn::test::message_of;
using trackloom::gnn::test::TemporaryFolder;

namespace {

std::vector<float> parameters_of(const Architecture& architecture) {
  return neural::initial_parameters(parameter_specs(architecture), 3);
}

// Writes a file with this metadata over the parameters of `tensors`.
void write_mixed(const std::filesystem::path& path, const Architecture& tensors,
                 const neural::Metadata& metadata) {
  const auto parameters = parameters_of(tensors);
  std::vector<neural::NamedTensor> list;
  neural::append_tensors(list, "", parameter_specs(tensors), parameters);
  neural::write_safetensors(path, list, metadata);
}

}  // namespace

TEST_CASE("a weight file gives back what was written, its scales included") {
  const TemporaryFolder folder;
  Architecture architecture = test::tiny_architecture();
  architecture.scales = {900, 1100, 3, 4, 0.25F};
  architecture.output_scale = 2.5F;
  const auto parameters = parameters_of(architecture);
  write_model(folder / "w.safetensors", architecture, parameters, {{"note", "tiny"}});
  const Model model = read_model(folder / "w.safetensors");
  CHECK(model.architecture == architecture);
  CHECK(model.parameters == parameters);
  CHECK(model.metadata.at("note") == "tiny");
}

TEST_CASE("a weight file that does not fit its own description is refused with both shapes") {
  const TemporaryFolder folder;
  const Architecture tiny = test::tiny_architecture();
  write_model(folder / "w.safetensors", tiny, parameters_of(tiny), {});
  neural::Metadata metadata = neural::SafetensorsFile(folder / "w.safetensors").metadata();
  metadata.erase("checksum");

  metadata["hidden"] = "24";
  write_mixed(folder / "w.safetensors", tiny, metadata);
  const std::string message = message_of([&] { read_model(folder / "w.safetensors"); });
  CHECK(contains(message, "[16, 3]"));
  CHECK(contains(message, "[24, 3]"));

  metadata["hidden"] = "16";
  metadata["hidden_layers"] = "1";  // linear1 now is the last layer
  write_mixed(folder / "w.safetensors", tiny, metadata);
  CHECK(contains(message_of([&] { read_model(folder / "w.safetensors"); }), "[4, 16]"));
}

TEST_CASE("metadata that is missing or out of range is named") {
  const TemporaryFolder folder;
  const Architecture tiny = test::tiny_architecture();
  write_model(folder / "w.safetensors", tiny, parameters_of(tiny), {});
  neural::Metadata good = neural::SafetensorsFile(folder / "w.safetensors").metadata();
  good.erase("checksum");
  const auto message_with = [&](const std::string& key, const std::string& value) {
    neural::Metadata metadata = good;
    metadata[key] = value;
    if (value.empty()) metadata.erase(key);
    write_mixed(folder / "bad.safetensors", tiny, metadata);
    return message_of([&] { read_model(folder / "bad.safetensors"); });
  };
  CHECK(contains(message_with("architecture", "interaction_network_1"), "expected 'embedding_1'"));
  CHECK(contains(message_with("format_version", "7"), "this program reads '1'"));
  CHECK(contains(message_with("dimensions", "13"), "expected 3 to 12"));
  CHECK(contains(message_with("dimensions", ""), "'dimensions' is missing"));
  CHECK(contains(message_with("frames", "3"), "half of the 4 dimensions"));
  CHECK(contains(message_with("hidden", "12x"), "no number"));
  CHECK(contains(message_with("layer_norm", "yes"), "expected true or false"));
  CHECK(contains(message_with("scales", "1,2"), "expected 5"));
  CHECK(contains(message_with("scales", "1,2,0,1,1"), "not positive"));
}

TEST_CASE("weights that are not finite are refused") {
  const TemporaryFolder folder;
  const Architecture tiny = test::tiny_architecture();
  auto parameters = parameters_of(tiny);
  parameters[5] = std::numeric_limits<float>::quiet_NaN();
  write_model(folder / "w.safetensors", tiny, parameters, {});
  CHECK(contains(message_of([&] { read_model(folder / "w.safetensors"); }), "not finite"));
}
