#include "gnn_torch/torchscript_model.hpp"

#include <ATen/Parallel.h>
#include <torch/script.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>
#include <stdexcept>

namespace trackloom::gnn {

namespace {

struct Input {
  std::string argument, content;
};

[[noreturn]] void fail(const std::string& what) {
  throw std::runtime_error(what);
}

const std::vector<std::string> contents = {"node_features", "edge_index", "edge_features", "source",
                                           "target"};

std::vector<Input> parse(const std::vector<std::string>& texts) {
  std::vector<Input> inputs;
  for (const std::string& text : texts) {
    const std::size_t equals = text.find('=');
    Input input{text.substr(0, equals), equals == std::string::npos ? "" : text.substr(equals + 1)};
    if (input.argument.empty() ||
        std::find(contents.begin(), contents.end(), input.content) == contents.end()) {
      fail("input '" + text +
           "', expected ARGUMENT=CONTENT with the content node_features, edge_index, "
           "edge_features, source or target");
    }
    for (const Input& other : inputs) {
      if (other.argument == input.argument)
        fail("two inputs for argument '" + input.argument + "'");
    }
    inputs.push_back(std::move(input));
  }
  return inputs;
}

// The last line of torch's message: it ends traces with the reason.
std::string reason(const std::exception& error) {
  const auto* torch_error = dynamic_cast<const c10::Error*>(&error);
  std::string text = torch_error != nullptr ? torch_error->what_without_backtrace() : error.what();
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.back())) != 0) {
    text.pop_back();
  }
  const std::size_t line = text.rfind('\n');
  return line == std::string::npos ? text : text.substr(line + 1);
}

std::string tensor_text(const torch::Tensor& tensor) {
  const auto sizes = tensor.sizes();
  std::string type = c10::toString(tensor.scalar_type());
  return shape_text({sizes.begin(), sizes.end()}) + " " + type;
}

}  // namespace

struct TorchScriptModel::Impl {
  std::string path;
  TorchScriptSignature signature;
  std::vector<Input> inputs;
  torch::jit::Module module;

  std::string expected() const;
  std::string found() const;
  [[noreturn]] void refuse(const std::string& why) const {
    fail(path + ": expected " + expected() + ", the model has " + found() + ": " + why);
  }
  void check_arguments() const;
  void check_result() const;
  torch::Tensor content(const std::string& name, const GraphInput& graph) const;
  torch::Tensor select(const c10::IValue& value) const;
  torch::Tensor run(const GraphInput& graph, const std::string& trial) const;
  void try_out(std::int64_t nodes, std::int64_t edges) const;
};

std::string TorchScriptModel::Impl::expected() const {
  std::string text = "forward(";
  for (const Input& input : inputs) {
    std::string shape = "[edges] int64";
    if (input.content == "edge_index") shape = "[2, edges] int64";
    if (input.content == "node_features") {
      shape = "[nodes, " + std::to_string(signature.node_width) + "] float32";
    }
    if (input.content == "edge_features") {
      shape = "[edges, " + std::to_string(signature.edge_width) + "] float32";
    }
    text += (&input == &inputs[0] ? "" : ", ") + input.argument + ": Tensor " + shape;
  }
  text += ") -> ";
  if (!signature.output.empty()) text += "'" + signature.output + "': ";
  return text + "Tensor [edges] or [edges, 1] float32";
}

std::string TorchScriptModel::Impl::found() const {
  const auto method = module.find_method("forward");
  if (!method) return "no method forward";
  const c10::FunctionSchema& schema = method->function().getSchema();
  std::string text = "forward(";
  for (std::size_t i = 1; i < schema.arguments().size(); ++i) {
    const c10::Argument& argument = schema.arguments()[i];
    text += (i == 1 ? "" : ", ") + argument.name() + ": " + argument.type()->repr_str();
  }
  text += ") -> " + (schema.returns().empty() ? "None" : schema.returns()[0].type()->repr_str());
  const auto parameters = module.named_parameters();
  if (parameters.size() == 0) return text;
  const auto first = *parameters.begin();
  return text + " with " + first.name + " " + tensor_text(first.value);
}

void TorchScriptModel::Impl::check_arguments() const {
  const auto method = module.find_method("forward");
  if (!method) refuse("it cannot be run");
  const auto& arguments = method->function().getSchema().arguments();
  for (const Input& input : inputs) {
    const auto argument =
        std::find_if(arguments.begin() + 1, arguments.end(),
                     [&](const c10::Argument& a) { return a.name() == input.argument; });
    if (argument == arguments.end()) refuse("there is no argument '" + input.argument + "'");
    if (!c10::TensorType::get()->isSubtypeOf(*argument->type())) {
      refuse("argument '" + input.argument + "' is no tensor");
    }
  }
  for (auto argument = arguments.begin() + 1; argument != arguments.end(); ++argument) {
    const bool given = std::any_of(inputs.begin(), inputs.end(), [&](const Input& input) {
      return input.argument == argument->name();
    });
    if (!given && !argument->default_value()) {
      refuse("argument '" + argument->name() + "' has no input");
    }
  }
}

void TorchScriptModel::Impl::check_result() const {
  const auto& returns = module.get_method("forward").function().getSchema().returns();
  const auto type = returns.at(0).type();
  if (signature.output.empty() && !type->isSubtypeOf(*c10::TensorType::get())) {
    refuse("it returns no single tensor; name one with 'output'");
  }
  if (!signature.output.empty() && type->kind() != c10::TypeKind::TupleType &&
      type->kind() != c10::TypeKind::DictType) {
    refuse("it returns no tuple or Dict to take '" + signature.output + "' from");
  }
}

torch::Tensor TorchScriptModel::Impl::content(const std::string& name,
                                              const GraphInput& graph) const {
  const auto view = [](std::span<const float> data, std::int64_t rows, std::int64_t width) {
    return torch::from_blob(const_cast<float*>(data.data()), {rows, width}, torch::kFloat32);
  };
  const auto indices = [](std::span<const std::int32_t> data) {
    return torch::from_blob(const_cast<std::int32_t*>(data.data()),
                            {static_cast<std::int64_t>(data.size())}, torch::kInt32)
        .to(torch::kInt64);
  };
  if (name == "node_features") return view(graph.node_features, graph.nodes, signature.node_width);
  if (name == "source") return indices(graph.source);
  if (name == "target") return indices(graph.target);
  if (name == "edge_index") {
    return torch::stack({indices(graph.source), indices(graph.target)});
  }
  return view(graph.edge_features, static_cast<std::int64_t>(graph.source.size()),
              signature.edge_width);
}

torch::Tensor TorchScriptModel::Impl::select(const c10::IValue& value) const {
  c10::IValue result = value;
  const std::string& output = signature.output;
  if (value.isGenericDict() && !output.empty()) {
    const auto dict = value.toGenericDict();
    const bool texts = dict.keyType()->kind() == c10::TypeKind::StringType;
    if (!texts || !dict.contains(output)) refuse("its result has no key '" + output + "'");
    result = dict.at(output);
  } else if (value.isTuple() && !output.empty()) {
    const auto& elements = value.toTupleRef().elements();
    std::size_t place = elements.size();
    std::from_chars(output.data(), output.data() + output.size(), place);
    const auto schema = value.type()->expect<c10::TupleType>()->schema();
    for (std::size_t i = 0; schema && i < schema->arguments().size(); ++i) {
      if (schema->arguments()[i].name() == output) place = i;
    }
    if (place >= elements.size()) refuse("its result has no field '" + output + "'");
    result = elements[place];
  }
  if (!result.isTensor()) refuse("it returned " + result.tagKind() + " where a tensor should be");
  return result.toTensor();
}

torch::Tensor TorchScriptModel::Impl::run(const GraphInput& graph, const std::string& trial) const {
  at::set_num_threads(1);  // per thread: parallelism is over events
  const torch::jit::GraphOptimizerEnabledGuard plain(false);
  const c10::InferenceMode inference;
  torch::jit::Kwargs arguments;
  for (const Input& input : inputs) {
    arguments.emplace(input.argument, content(input.content, graph));
  }
  c10::IValue value;
  try {
    value = module.get_method("forward")({}, arguments);
  } catch (const std::exception& error) {
    refuse(trial + "it failed: " + reason(error));
  }
  const torch::Tensor result = select(value);
  const auto edges = static_cast<std::int64_t>(graph.source.size());
  const bool fits = result.numel() == edges && (result.dim() < 2 || result.size(-1) == 1);
  if (!fits || result.dim() > 2 || result.scalar_type() != torch::kFloat32) {
    refuse("with " + std::to_string(edges) + " edges it returned " + tensor_text(result));
  }
  return result.cpu().contiguous();
}

void TorchScriptModel::Impl::try_out(std::int64_t nodes, std::int64_t edges) const {
  std::vector<float> x(nodes * signature.node_width), e(edges * signature.edge_width);
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = std::sin(static_cast<float>(i));
  for (std::size_t i = 0; i < e.size(); ++i) e[i] = std::cos(static_cast<float>(i));
  std::vector<std::int32_t> source, target;
  for (std::int64_t i = 0; i < edges; ++i) {
    source.push_back(static_cast<std::int32_t>(i % nodes));
    target.push_back(static_cast<std::int32_t>((i + 1) % nodes));
  }
  const std::string trial = "on a trial graph of " + std::to_string(nodes) + " nodes and " +
                            std::to_string(edges) + " edges ";
  const torch::Tensor result = run({nodes, x, e, source, target}, trial);
  const torch::NoGradGuard no_gradients;
  if (signature.probability && ((result < 0) | (result > 1)).any().item<bool>()) {
    refuse(trial + "it returned numbers outside [0, 1]: is the sigmoid inside?");
  }
}

TorchScriptModel::TorchScriptModel(const std::filesystem::path& path,
                                   const TorchScriptSignature& signature)
    : impl_(std::make_unique<Impl>()) {
  impl_->path = path.string();
  impl_->signature = signature;
  impl_->inputs = parse(signature.inputs);
  try {
    impl_->module = torch::jit::load(path.string(), torch::kCPU);
    impl_->module.eval();
  } catch (const std::exception& error) {
    fail(path.string() + ": no TorchScript model that can be loaded: " + reason(error));
  }
  impl_->check_arguments();
  impl_->check_result();
  impl_->try_out(5, 7);
  impl_->try_out(4, 3);
}

TorchScriptModel::~TorchScriptModel() = default;

void TorchScriptModel::scores(const GraphInput& graph, std::span<float> out) {
  if (out.empty()) return;
  const torch::Tensor result = impl_->run(graph, "");
  const float* values = result.data_ptr<float>();
  for (std::size_t i = 0; i < out.size(); ++i) {
    const bool probability = impl_->signature.probability;
    const bool sound = probability ? values[i] >= 0 && values[i] <= 1 : std::isfinite(values[i]);
    if (!sound) {
      fail(impl_->path + ": edge " + std::to_string(i) + " got " + std::to_string(values[i]) +
           (probability ? ", expected a number in [0, 1]" : ", expected a finite number"));
    }
    out[i] = probability ? values[i] : 1.0F / (1.0F + std::exp(-values[i]));
  }
}

}  // namespace trackloom::gnn
