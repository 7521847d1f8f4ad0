// Include this in the one source file of a plugin that names its stages:
//
//   TRACKLOOM_PLUGIN("track_building", "1.0",
//                    trackloom::stage<ConnectedComponents>("connected_components"),
//                    trackloom::stage<Walkthrough>("walkthrough"))
//
// The templates below turn a stage class into a StageEntry of the C table: they deduce the ports
// from the call operator's signature and keep exceptions inside the plugin.
#pragma once

#include <iterator>
#include <memory>
#include <optional>
#include <span>
#include <tuple>
#include <type_traits>

#include "trackloom/abi.hpp"

namespace trackloom::detail {

template <class T>
struct Type {
  using type = T;
};

// How one argument of a call operator reads: port direction, product type, how to fetch it.
template <class Arg>
struct Argument {
  static_assert(!std::is_same_v<Arg, Arg>,
                "a stage takes const T& (input), const T* (optional input) or T& (output)");
};
template <class T>
struct Argument<const T&> {
  static constexpr bool is_port = true;
  static constexpr PortDirection direction = PortDirection::input;
  using Product = T;
  static const T& get(Event& event, std::uint16_t slot) {
    return *static_cast<const T*>(event.slot(slot));
  }
};
template <class T>
struct Argument<const T*> {
  static constexpr bool is_port = true;
  static constexpr PortDirection direction = PortDirection::optional_input;
  using Product = T;
  static const T* get(Event& event, std::uint16_t slot) {
    return slot == no_slot ? nullptr : static_cast<const T*>(event.slot(slot));
  }
};
template <class T>
struct Argument<T&> {
  static constexpr bool is_port = true;
  static constexpr PortDirection direction = PortDirection::output;
  using Product = T;
  static T& get(Event& event, std::uint16_t slot) { return *static_cast<T*>(event.slot(slot)); }
};
template <>
struct Argument<const EventInfo&> {
  static constexpr bool is_port = false;
  static const EventInfo& get(Event& event, std::uint16_t) { return event.info(); }
};
template <>
struct Argument<EventInfo&> {  // sources
  static constexpr bool is_port = false;
  static EventInfo& get(Event& event, std::uint16_t) { return event.info(); }
};

// The arguments of a member function, without the first `Skip` ones (lane, completion).
template <bool IsConst, class Result, class... Args>
struct Signature {
  static constexpr bool is_const = IsConst;
  using Return = Result;
  using Arguments = std::tuple<Type<Args>...>;
};
template <class F>
struct SignatureOf;
template <class C, class R, class... Args>
struct SignatureOf<R (C::*)(Args...)> : Signature<false, R, Args...> {};
template <class C, class R, class... Args>
struct SignatureOf<R (C::*)(Args...) const> : Signature<true, R, Args...> {};
template <class C, class R, class... Args>
struct SignatureOf<R (C::*)(Args...) noexcept> : Signature<false, R, Args...> {};
template <class C, class R, class... Args>
struct SignatureOf<R (C::*)(Args...) const noexcept> : Signature<true, R, Args...> {};

template <std::size_t Skip, class Tuple>
struct Tail;
template <std::size_t Skip, class... Args>
struct Tail<Skip, std::tuple<Args...>> {
  template <std::size_t... I>
  static auto pick(std::index_sequence<I...>)
      -> std::tuple<std::tuple_element_t<Skip + I, std::tuple<Args...>>...>;
  using type = decltype(pick(std::make_index_sequence<sizeof...(Args) - Skip>{}));
};

template <class Arg>
constexpr std::size_t port_count_of() {
  return Argument<typename Arg::type>::is_port ? 1 : 0;
}

template <class Arg>
constexpr bool is_output_of() {
  using A = Argument<typename Arg::type>;
  if constexpr (A::is_port) {
    return A::direction == PortDirection::output;
  } else {
    return false;
  }
}

// A list of arguments: its ports, and calling a function with them fetched from an event.
template <class Tuple>
struct ArgumentList;
template <class... Args>
struct ArgumentList<std::tuple<Args...>> {
  static constexpr std::size_t ports = (port_count_of<Args>() + ... + 0);
  static constexpr bool has_output = (is_output_of<Args>() || ... || false);

  static void append_ports(std::vector<PortInfo>& out) { (append<typename Args::type>(out), ...); }

  template <class Function>
  static decltype(auto) call(Function&& function, Event& event, const std::uint16_t* slots) {
    return call(std::forward<Function>(function), event, slots, std::index_sequence_for<Args...>{});
  }

 private:
  template <class Arg>
  static void append(std::vector<PortInfo>& out) {
    if constexpr (Argument<Arg>::is_port) {
      using Product = typename Argument<Arg>::Product;
      out.push_back({{}, Argument<Arg>::direction, &product_ops<Product>, {}});
    }
  }
  // Position among the ports of argument I.
  template <std::size_t I, std::size_t... J>
  static constexpr std::size_t port_index(std::index_sequence<J...>) {
    return (port_count_of<std::tuple_element_t<J, std::tuple<Args...>>>() + ... + 0);
  }
  template <class Function, std::size_t... I>
  static decltype(auto) call(Function&& function, Event& event,
                             [[maybe_unused]] const std::uint16_t* slots,
                             std::index_sequence<I...>) {
    return function(Argument<typename Args::type>::get(
        event, slots[port_index<I>(std::make_index_sequence<I>{})])...);
  }
};

// Names ports: as the description says, else by the last word of the product's name.
inline void name_ports(std::vector<PortInfo>& ports, const std::vector<std::string>& inputs,
                       const std::vector<std::string>& outputs) {
  std::size_t in = 0;
  std::size_t out = 0;
  for (PortInfo& port : ports) {
    const bool is_output = port.direction == PortDirection::output;
    const auto& names = is_output ? outputs : inputs;
    std::size_t& next = is_output ? out : in;
    const std::string_view type = port.ops->key.name;
    port.name = next < names.size() ? names[next] : std::string(type.substr(type.rfind('.') + 1));
    ++next;
  }
}

template <class S>
concept HasCall = requires {
  &S::operator();
};
template <class S>
concept IsAsync = requires {
  &S::acquire;
}
&&requires {
  &S::produce;
};

template <class S, bool Async>
struct Ports;
template <class S>
struct Ports<S, false> {
  using Call = SignatureOf<decltype(&S::operator())>;
  using List = ArgumentList<typename Call::Arguments>;
  static constexpr bool is_source = std::is_same_v<typename Call::Return, bool>;
  static constexpr StageKind kind = is_source          ? StageKind::source
                                    : List::has_output ? StageKind::stage
                                                       : StageKind::sink;
  static constexpr Concurrency concurrency =
      Call::is_const && kind == StageKind::stage ? Concurrency::parallel : Concurrency::serial;
  static void append(std::vector<PortInfo>& out) { List::append_ports(out); }
};
template <class S>
struct Ports<S, true> {
  using Acquire =
      ArgumentList<typename Tail<2, typename SignatureOf<decltype(&S::acquire)>::Arguments>::type>;
  using Produce =
      ArgumentList<typename Tail<1, typename SignatureOf<decltype(&S::produce)>::Arguments>::type>;
  static_assert(!Acquire::has_output, "acquire only reads; outputs are produce's");
  static constexpr StageKind kind = StageKind::async_stage;
  static constexpr Concurrency concurrency = Concurrency::parallel;  // bounded by lanes
  static void append(std::vector<PortInfo>& out) {
    Acquire::append_ports(out);
    Produce::append_ports(out);
  }
};

template <class F>
auto guarded(Failure& failure, F&& function) noexcept -> decltype(function()) {
  try {
    return function();
  } catch (...) {
    failure = current_failure();
    return {};
  }
}

template <class F>
CallResult guarded_call(Failure& failure, F&& function) noexcept {
  try {
    return function();
  } catch (...) {
    failure = current_failure();
    return CallResult::failed;
  }
}

template <class S>
struct Adapter {
  using Config = typename S::Config;
  static constexpr bool async = IsAsync<S>;
  using P = Ports<S, async>;

  // The stage's own description, made once, on first use.
  struct Described {
    StageInfo info;
    StageDescription<Config> description{info};
    Described() {
      info.kind = P::kind;
      info.concurrency = P::concurrency;
      info.ordered = P::kind == StageKind::sink;
      S::describe(description);
      P::append(info.ports);
      name_ports(info.ports, description.input_names(), description.output_names());
    }
  };
  static const Described& described() {
    static const Described value;
    return value;
  }

  static const StageInfo* info(Failure& failure) noexcept {
    return guarded(failure, [] { return &described().info; });
  }
  static void* create(const ParameterSet& values, Failure& failure) noexcept {
    return guarded(failure, [&]() -> void* {
      Config config;
      described().description.apply(values, config);
      return new S(config);
    });
  }
  static void destroy(void* self) noexcept { delete static_cast<S*>(self); }
  static bool begin(void* self, RunContext& context, Failure& failure) noexcept {
    return guarded(failure, [&] {
      if constexpr (requires(S & s) { s.begin(context); }) static_cast<S*>(self)->begin(context);
      return true;
    });
  }
  static bool finish(void* self, Summary& summary, Failure& failure) noexcept {
    return guarded(failure, [&] {
      if constexpr (requires(S & s) { s.finish(summary); }) static_cast<S*>(self)->finish(summary);
      return true;
    });
  }
  static CallResult call(void* self, Event& event, const std::uint16_t* slots,
                         Failure& failure) noexcept {
    return guarded_call(failure, [&] {
      if constexpr (!async) {
        S& stage = *static_cast<S*>(self);
        const auto forward = [&](auto&&... args) -> decltype(auto) { return stage(args...); };
        if constexpr (P::is_source) {
          return P::List::call(forward, event, slots) ? CallResult::done : CallResult::end;
        } else {
          P::List::call(forward, event, slots);
        }
      }
      return CallResult::done;
    });
  }
  static std::int64_t size(void* self) noexcept {
    if constexpr (requires(const S& s) { s.size(); }) {
      return static_cast<std::int64_t>(static_cast<const S*>(self)->size());
    } else {
      return -1;
    }
  }
  static bool skip(void* self, std::uint64_t count, Failure& failure) noexcept {
    return guarded(failure, [&] {
      if constexpr (requires(S & s) { s.skip(count); }) static_cast<S*>(self)->skip(count);
      return true;
    });
  }
  static bool only(void* self, const std::uint64_t* ids, std::size_t count,
                   Failure& failure) noexcept {
    return guarded(failure, [&] {
      const std::span<const std::uint64_t> list(ids, count);
      if constexpr (requires(S & s) { s.only(list); }) static_cast<S*>(self)->only(list);
      return true;
    });
  }
  static constexpr bool has_skip = requires(S & s) { s.skip(std::uint64_t{}); };
  static constexpr bool has_only = requires(S & s, std::span<const std::uint64_t> l) { s.only(l); };

  static void* make_lane(void* self, unsigned index, Failure& failure) noexcept {
    return guarded(failure, [&]() -> void* {
      if constexpr (async) return static_cast<S*>(self)->make_lane(index).release();
      return nullptr;
    });
  }
  static void destroy_lane(void* lane) noexcept {
    if constexpr (async) delete static_cast<typename S::Lane*>(lane);
  }
  static CallResult acquire(void* self, void* lane, Completion done, Event& event,
                            const std::uint16_t* slots, Failure& failure) noexcept {
    return guarded_call(failure, [&] {
      if constexpr (async) {
        P::Acquire::call(
            [&](auto&&... args) {
              static_cast<S*>(self)->acquire(*static_cast<typename S::Lane*>(lane), std::move(done),
                                             args...);
            },
            event, slots);
      }
      return CallResult::done;
    });
  }
  static CallResult produce(void* self, void* lane, Event& event, const std::uint16_t* slots,
                            Failure& failure) noexcept {
    return guarded_call(failure, [&] {
      if constexpr (async) {
        P::Produce::call(
            [&](auto&&... args) {
              static_cast<S*>(self)->produce(*static_cast<typename S::Lane*>(lane), args...);
            },
            event, slots + P::Acquire::ports);
      }
      return CallResult::done;
    });
  }
};

}  // namespace trackloom::detail

namespace trackloom {

template <class S>
constexpr StageEntry stage(const char* name) {
  using A = detail::Adapter<S>;
  return {name,
          &A::info,
          &A::create,
          &A::destroy,
          &A::begin,
          &A::finish,
          &A::call,
          &A::size,
          A::has_skip ? &A::skip : nullptr,
          A::has_only ? &A::only : nullptr,
          &A::make_lane,
          &A::destroy_lane,
          &A::acquire,
          &A::produce};
}

}  // namespace trackloom

// The data symbol is constant-initialised: it can be read before any code of the plugin runs.
#define TRACKLOOM_PLUGIN(Name, Version, ...)                                   \
  namespace {                                                                  \
  constexpr ::trackloom::StageEntry trackloom_stage_entries[] = {__VA_ARGS__}; \
  }                                                                            \
  extern "C" __attribute__((visibility("default")))                            \
  const ::trackloom::PluginTable trackloom_plugin;                             \
  constinit const ::trackloom::PluginTable trackloom_plugin = {                \
      {'T', 'R', 'K', 'L', 'O', 'O', 'M', '\0'},                               \
      ::trackloom::abi_major,                                                  \
      ::trackloom::abi_minor,                                                  \
      sizeof(::trackloom::PluginTable),                                        \
      sizeof(::trackloom::StageEntry),                                         \
      ::trackloom::build_stamp,                                                \
      Name,                                                                    \
      Version,                                                                 \
      trackloom_stage_entries,                                                 \
      static_cast<std::uint32_t>(std::size(trackloom_stage_entries))};
