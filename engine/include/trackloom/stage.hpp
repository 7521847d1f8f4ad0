// What a stage is, seen from the engine: its ports, its parameters, how it may be run.
//
// Writing one is a class with a Config, a description and a call operator
// (docs/writing-a-stage.md):
//
//   class ConnectedComponents {
//    public:
//     struct Config { float score_cut = 0.5F; int min_hits = 3; };
//     static void describe(StageDescription<Config>& stage);
//     explicit ConnectedComponents(const Config& config);
//     void operator()(const HitGraph& graph, const EdgeScores& scores, TrackCandidates& out) const;
//   };
//
// The signature is the wiring: `const T&` is an input port, `const T*` an optional one (null when
// no stage makes it), `T&` an output port; `const EventInfo&` is no port but the event's identity.
// A const call operator promises that several threads may call it at once; a non-const one makes
// the stage serial, unless the description asks for one clone per thread.
//   source:  bool operator()(EventInfo&, T&... out)       false: no more events
//   stage:   void operator()(const A& in..., B& out...) [const]
//   sink:    void operator()(const A& in...) [const]      no outputs
//   async:   see trackloom/async.hpp
// Optional members: `void begin(RunContext&)` once before the first event (open files, start
// threads); `void finish(Summary&)` once after the last (commit files, give figures).
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "trackloom/error.hpp"
#include "trackloom/parameter.hpp"
#include "trackloom/product.hpp"

namespace trackloom {

enum class StageKind { source, stage, async_stage, sink };
enum class Concurrency { parallel, serial, clone_per_thread };
enum class PortDirection { input, optional_input, output };

struct PortInfo {
  std::string name;
  PortDirection direction = PortDirection::input;
  const ProductOps* ops = nullptr;
  std::string doc;
};

struct StageInfo {
  std::string name;
  StageKind kind = StageKind::stage;
  std::string doc;
  Concurrency concurrency = Concurrency::parallel;
  bool ordered = false;         // sinks: events arrive in input order
  bool io_thread = false;       // sources: may block, so that it runs on a thread of its own
  std::vector<PortInfo> ports;  // in the order of the call operator's arguments
  std::vector<ParameterInfo> parameters;
  // What it copies between host and device per event; empty: nothing. ParameterInfo::copies adds to
  // it, copies_of() in plan.hpp tells both.
  std::string copies;
};

// Filled by a stage's `describe`. Everything has a default but the docs.
template <class Config>
class StageDescription {
 public:
  using Setter = std::function<void(Config&, const ParameterValue&)>;

  // Refines the parameter just declared.
  class Parameter {
   public:
    Parameter(StageDescription& owner, std::size_t index) : owner_(owner), index_(index) {}
    Parameter& doc(std::string text) {
      return set([&](auto& p) { p.doc = std::move(text); });
    }
    Parameter& unit(std::string text) {
      return set([&](auto& p) { p.unit = std::move(text); });
    }
    Parameter& at_least(double low) {
      return set([&](auto& p) { p.minimum = low; });
    }
    Parameter& at_most(double high) {
      return set([&](auto& p) { p.maximum = high; });
    }
    Parameter& range(double low, double high) { return at_least(low).at_most(high); }
    Parameter& one_of(std::vector<std::string> texts) {
      return set([&](auto& p) { p.choices = std::move(texts); });
    }
    // With this choice the stage copies `text` between host and device, as
    // StageDescription::copies.
    Parameter& copies_if(std::string choice, std::string text) {
      return set([&](auto& p) {
        p.copying_choice = std::move(choice);
        p.copies = std::move(text);
      });
    }
    Parameter& required() {
      return set([&](auto& p) { p.required = true; });
    }
    Parameter& input_file() { return role(ParameterRole::input_file); }
    Parameter& input_path() { return role(ParameterRole::input_path); }
    Parameter& output_path() { return role(ParameterRole::output_path); }

   private:
    Parameter& role(ParameterRole r) {
      return set([&](auto& p) { p.role = r; });
    }
    template <class F>
    Parameter& set(F&& change) {
      change(owner_.info_.parameters[index_]);
      return *this;
    }
    StageDescription& owner_;
    std::size_t index_;
  };

  explicit StageDescription(StageInfo& info) : info_(info) {}

  StageDescription& doc(std::string text) { return info_.doc = std::move(text), *this; }

  // The default is the member's value in a default-constructed Config.
  template <class T>
  Parameter param(std::string name, T Config::*member) {
    ParameterInfo parameter;
    parameter.name = std::move(name);
    parameter.type = parameter_type<T>();
    parameter.default_value = to_parameter_value(Config{}.*member);
    info_.parameters.push_back(std::move(parameter));
    setters_.push_back([member](Config& config, const ParameterValue& value) {
      from_parameter_value(value, config.*member);
    });
    return Parameter(*this, info_.parameters.size() - 1);
  }

  // Names of the ports in the order of the arguments of each direction. Without a name a port is
  // called like its type's last word ("event_data.hits" -> "hits").
  StageDescription& inputs(std::vector<std::string> names) {
    return inputs_ = std::move(names), *this;
  }
  StageDescription& outputs(std::vector<std::string> names) {
    return outputs_ = std::move(names), *this;
  }

  StageDescription& serial() { return info_.concurrency = Concurrency::serial, *this; }
  // Not thread-safe, but several instances may run side by side (a model with scratch memory).
  StageDescription& clone_per_thread() {
    return info_.concurrency = Concurrency::clone_per_thread, *this;
  }
  // A sink that takes events in any order.
  StageDescription& unordered() { return info_.ordered = false, *this; }
  // What it copies between host and device for each event, as in "hits to the device".
  StageDescription& copies(std::string text) { return info_.copies = std::move(text), *this; }
  // A source that blocks in its call operator (waits for a file, a socket, its own threads).
  StageDescription& io_thread() { return info_.io_thread = true, *this; }

  const std::vector<std::string>& input_names() const { return inputs_; }
  const std::vector<std::string>& output_names() const { return outputs_; }

  // Names have been checked by the planner; an unknown one changes nothing. Throws ConfigError if a
  // number does not fit the member that takes it.
  void apply(const ParameterSet& values, Config& config) const {
    for (const NamedValue& value : values) {
      for (std::size_t i = 0; i < setters_.size(); ++i) {
        if (info_.parameters[i].name == value.name) set(i, value, config);
      }
    }
  }

 private:
  void set(std::size_t index, const NamedValue& value, Config& config) const {
    try {
      setters_[index](config, value.value);
    } catch (const std::out_of_range& error) {
      throw ConfigError(error.what(), value.name);
    }
  }

  StageInfo& info_;
  std::vector<Setter> setters_;
  std::vector<std::string> inputs_;
  std::vector<std::string> outputs_;
};

}  // namespace trackloom
