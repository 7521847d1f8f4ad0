#include "neural/safetensors.hpp"

#include <doctest/doctest.h>

#include <cstring>
#include <functional>
#include <limits>

#include "gnn/architecture.hpp"
#include "gnn/test_files.hpp"

using namespace trackloom::gnn;
using test::contains;
using test::message_of;

namespace {

// A file with this header, whatever it says, and this many bytes of data.
std::string file_of(const std::string& header, std::size_t data_bytes) {
  const std::uint64_t size = header.size();
  std::string bytes(8, '\0');
  std::memcpy(bytes.data(), &size, 8);
  return bytes + header + std::string(data_bytes, '\0');
}

std::string refusal(const std::string& bytes) {
  const test::TemporaryFolder folder;
  const auto path = folder / "weights.safetensors";
  test::write_bytes(path, bytes);
  const std::string message = message_of([&] { SafetensorsFile file(path); });
  // Every refusal says which file and where.
  CHECK(contains(message, path.string() + ": offset "));
  return message;
}

std::string model_refusal(const std::function<void(Metadata&, std::vector<NamedTensor>&)>& change) {
  const test::TemporaryFolder folder;
  const auto path = folder / "model.safetensors";
  Architecture architecture;
  architecture.hidden = 8;
  architecture.iterations = 1;
  const auto specs = parameter_specs(architecture);
  std::vector<float> parameters = initial_parameters(specs, 1);
  std::vector<NamedTensor> tensors;
  for (const ParameterSpec& spec : specs) {
    tensors.push_back(
        {spec.name, spec.shape,
         std::span<const float>(parameters).subspan(spec.offset, element_count(spec.shape))});
  }
  Metadata metadata = to_metadata(architecture);
  change(metadata, tensors);
  write_safetensors(path, tensors, metadata);
  return message_of([&] { read_model(path); });
}

}  // namespace

TEST_CASE("tensors and metadata survive a round trip") {
  const test::TemporaryFolder folder;
  const auto path = folder / "a.safetensors";
  const std::vector<float> matrix = {1, 2, 3, 4, 5, 6.5F}, scalar = {-1e-30F};
  const std::vector<NamedTensor> tensors = {
      {"m", {2, 3}, matrix}, {"s", {}, scalar}, {"e", {0}, {}}};
  write_safetensors(path, tensors, {{"who", "a \"test\"\n"}});
  const SafetensorsFile file(path);
  CHECK(file.metadata().at("who") == "a \"test\"\n");
  CHECK(file.entries().size() == 3);
  const auto read = file.floats("m", {2, 3});
  CHECK(std::vector<float>(read.begin(), read.end()) == matrix);
  CHECK(file.floats("s", {})[0] == -1e-30F);
  CHECK(file.floats("e", {0}).empty());
}

TEST_CASE("a damaged safetensors file is refused with its offset and the reason") {
  const std::string good = R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}})";
  CHECK(contains(refusal("short"), "too short"));
  CHECK(contains(refusal(file_of(good, 7)), "truncated?"));
  CHECK(contains(refusal(file_of(good, 8).substr(0, 30)), "truncated?"));
  CHECK(contains(refusal(file_of(good, 9)), "data that belong to no tensor"));
  CHECK(contains(refusal(std::string(8, '\xff') + "{}"), "above the limit"));
  CHECK(contains(refusal(file_of("{", 0)), "header"));
  CHECK(contains(refusal(file_of("[1]", 0)), "not a JSON object"));
  CHECK(contains(refusal(file_of(std::string(100000, '['), 0)), "nested too deep"));
  CHECK(contains(refusal(file_of(R"({"a":{"dtype":"Q4","shape":[2],"data_offsets":[0,8]}})", 8)),
                 "unknown dtype 'Q4'"));
  CHECK(contains(refusal(file_of(R"({"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}})", 8)),
                 "do not hold 12 bytes of F32 [3]"));
  CHECK(contains(refusal(file_of(R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}})", 8)),
                 "do not hold"));
  CHECK(contains(refusal(file_of(R"({"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}})", 4)),
                 "no count"));
  CHECK(contains(
      refusal(file_of(
          R"({"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0]}})", 0)),
      "too large"));
  CHECK(contains(refusal(file_of(R"({"a":{"shape":[2],"data_offsets":[0,8]}})", 8)), "dtype"));
  CHECK(contains(refusal(file_of(good.substr(0, good.size() - 1) + "," + good.substr(1), 8)),
                 "'a' is listed twice"));
  const std::string overlap = R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},)"
                              R"("b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}})";
  CHECK(contains(refusal(file_of(overlap, 12)), "overlap"));
  const std::string gap = R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},)"
                          R"("b":{"dtype":"F32","shape":[2],"data_offsets":[12,20]}})";
  CHECK(contains(refusal(file_of(gap, 20)), "gap"));
  CHECK(contains(refusal(file_of(R"({"__metadata__":{"a":1}})", 0)), "__metadata__"));
}

TEST_CASE("a flipped bit in the data is found by the checksum") {
  const test::TemporaryFolder folder;
  const auto path = folder / "a.safetensors";
  const std::vector<float> data = {1, 2};
  write_safetensors(path, std::vector<NamedTensor>{{"a", {2}, data}}, {});
  std::string bytes = test::read_bytes(path);
  bytes.back() ^= 1;
  CHECK(contains(refusal(bytes), "the file is damaged"));
}

TEST_CASE("a missing weight file is named") {
  CHECK(contains(message_of([] { read_model("/nonexistent/w.safetensors"); }),
                 "/nonexistent/w.safetensors: cannot be opened"));
}

TEST_CASE("a weight file that does not fit its architecture is refused, both shapes named") {
  CHECK(model_refusal([](Metadata&, auto&) {}).empty());
  CHECK(contains(model_refusal([](Metadata& m, auto&) { m["hidden"] = "16"; }),
                 "'node_encoder.linear0.weight' has shape [8, 3], expected [16, 3]"));
  CHECK(contains(model_refusal([](Metadata& m, auto&) { m["hidden"] = "12"; }),
                 "hidden is 12, expected a multiple of 8"));
  CHECK(contains(model_refusal([](Metadata& m, auto&) { m["iterations"] = "2"; }),
                 "tensor 'node_network.1.linear0.weight' [8, 24] is missing"));
  CHECK(
      contains(model_refusal([](Metadata& m, auto&) { m["iterations"] = "99999999999999999999"; }),
               "'iterations' is '99999999999999999999', no number"));
  CHECK(contains(model_refusal([](Metadata& m, auto&) { m["format_version"] = "4"; }),
                 "format version '4', this program knows '1', '2', '3'"));
  CHECK(contains(model_refusal([](Metadata& m, auto&) { m["architecture"] = "other"; }),
                 "architecture 'other', this program knows 'interaction_network_1'"));
  CHECK(contains(model_refusal([](Metadata& m, auto&) { m["norm"] = "x"; }), "norm 'x'"));
  // Tensors of one architecture under the name of another.
  CHECK(contains(model_refusal([](Metadata& m, auto&) {
                   m["architecture"] = "interaction_network_2";
                   m["residual"] = "false";
                 }),
                 "'node_network.0.linear0.weight' has shape [8, 24], expected [8, 32]"));
  CHECK(contains(model_refusal([](Metadata& m, auto&) { m["architecture"] = "agnn"; }),
                 "tensor 'attention.0.linear0.weight' [8, 22] is missing"));
  CHECK(contains(model_refusal([](Metadata& m, auto&) { m["norm"] = "batch"; }),
                 "tensor 'node_encoder.norm0.running_mean' [8] is missing"));
  CHECK(contains(model_refusal([](Metadata& m, auto&) {
                   m["norm"] = "batch";
                   m["shared_weights"] = "true";
                 }),
                 "shared_weights and batch norm"));
  CHECK(contains(model_refusal([](Metadata& m, auto&) { m.erase("residual"); }),
                 "metadata 'residual' is missing"));
  CHECK(contains(model_refusal([](Metadata& m, auto&) { m["node_scales"] = "1,2"; }),
                 "node_scales has 2 numbers, expected 3"));
  CHECK(contains(model_refusal([](Metadata&, auto& t) { t.pop_back(); }), "is missing"));
  CHECK(contains(model_refusal([](Metadata&, auto& t) {
                   t.push_back(t.back());
                   t.back().name = "extra";
                 }),
                 "tensors, the architecture in its metadata has"));
  const std::vector<float> bad(8, std::numeric_limits<float>::quiet_NaN());
  CHECK(contains(model_refusal([&](Metadata&, auto& t) { t[1].data = bad; }), "not finite"));
}

TEST_CASE("files of the older formats mean what they meant") {
  CHECK(model_refusal([](Metadata& m, auto&) {
          m["format_version"] = "2";
          m.erase("norm");
          m["layer_norm"] = "true";
        }).empty());
  CHECK(model_refusal([](Metadata& m, auto&) {
          m["format_version"] = "1";
          m.erase("norm");
          m.erase("cluster_features");
          m.erase("prior_feature");
          m["layer_norm"] = "true";
        }).empty());
  Metadata old = to_metadata(Architecture{});
  old["format_version"] = "2";
  old.erase("norm");
  old["layer_norm"] = "false";
  Architecture expected;
  expected.norm = Norm::none;
  CHECK(architecture_from(old) == expected);
}

TEST_CASE("the options of every architecture survive a round trip") {
  for (const std::string& name : architecture_names()) {
    const Architecture architecture = default_architecture(architecture_kind(name));
    CHECK(architecture_from(to_metadata(architecture)) == architecture);
  }
}

TEST_CASE("a tensor of another type than F32 is refused") {
  const test::TemporaryFolder folder;
  const auto path = folder / "a.safetensors";
  test::write_bytes(path, file_of(R"({"a":{"dtype":"F16","shape":[2],"data_offsets":[0,4]}})", 4));
  const SafetensorsFile file(path);
  CHECK(contains(message_of([&] { file.floats("a", {2}); }), "is of type F16, expected F32"));
}
