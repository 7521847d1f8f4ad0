// The plugin ABI: one C data symbol, readable before any function of the plugin is called.
#pragma once

#include <cstdint>
#include <string>

#include "trackloom/async.hpp"
#include "trackloom/error.hpp"
#include "trackloom/event.hpp"
#include "trackloom/run_context.hpp"
#include "trackloom/stage.hpp"

namespace trackloom {

inline constexpr char plugin_magic[8] = {'T', 'R', 'K', 'L', 'O', 'O', 'M', '\0'};
inline constexpr std::uint16_t abi_major = 1;  // raised by every incompatible change of this file,
                                               // of event.hpp, stage.hpp or parameter.hpp
inline constexpr std::uint16_t abi_minor = 1;  // raised by members added at the end of the structs
inline constexpr const char* plugin_symbol = "trackloom_plugin";

enum class CallResult { done, end, failed };  // `end`: the source has no more events

// Functions never throw: they return failed (or null) and fill the Failure. `slots[i]` is the
// event's slot of port i in StageInfo::ports, `no_slot` where an optional input has no producer.
inline constexpr std::uint16_t no_slot = 0xFFFF;

struct StageEntry {
  const char* name;
  const StageInfo* (*info)(Failure&) noexcept;  // static lifetime
  void* (*create)(const ParameterSet&, Failure&) noexcept;
  void (*destroy)(void* self) noexcept;
  bool (*begin)(void* self, RunContext&, Failure&) noexcept;
  bool (*finish)(void* self, Summary&, Failure&) noexcept;
  // Sources, stages and sinks.
  CallResult (*call)(void* self, Event&, const std::uint16_t* slots, Failure&) noexcept;
  // Sources: number of events if known, else -1; pass over `count` events without reading them;
  // keep only these ids. `skip` and `only` are null where the source has no such member.
  std::int64_t (*size)(void* self) noexcept;
  bool (*skip)(void* self, std::uint64_t count, Failure&) noexcept;
  bool (*only)(void* self, const std::uint64_t* ids, std::size_t count, Failure&) noexcept;
  // Asynchronous stages.
  void* (*make_lane)(void* self, unsigned index, Failure&) noexcept;
  void (*destroy_lane)(void* lane) noexcept;
  CallResult (*acquire)(void* self, void* lane, Completion, Event&, const std::uint16_t* slots,
                        Failure&) noexcept;
  CallResult (*produce)(void* self, void* lane, Event&, const std::uint16_t* slots,
                        Failure&) noexcept;
};

struct PluginTable {
  char magic[8];
  std::uint16_t major;
  std::uint16_t minor;
  std::uint32_t table_size;  // sizeof(PluginTable) as the plugin saw it
  std::uint32_t entry_size;  // sizeof(StageEntry)
  const char* build_stamp;
  const char* name;
  const char* version;
  const StageEntry* stages;
  std::uint32_t stage_count;
};

#define TRACKLOOM_TEXT_(x) #x
#define TRACKLOOM_TEXT(x) TRACKLOOM_TEXT_(x)

#if defined(__SANITIZE_THREAD__)
#define TRACKLOOM_SANITIZER "tsan"
#elif defined(__SANITIZE_ADDRESS__)
#define TRACKLOOM_SANITIZER "asan"
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define TRACKLOOM_SANITIZER "tsan"
#elif __has_feature(address_sanitizer)
#define TRACKLOOM_SANITIZER "asan"
#endif
#endif
#ifndef TRACKLOOM_SANITIZER
#define TRACKLOOM_SANITIZER "none"
#endif

// What must agree between the engine and a plugin, because C++ types cross the boundary: the
// compiler's major version, the libstdc++ string ABI, the language level and the sanitizer.
inline constexpr const char* build_stamp =
#if defined(__clang__)
    "clang " TRACKLOOM_TEXT(__clang_major__)
#else
    "gcc " TRACKLOOM_TEXT(__GNUC__)
#endif
        ", libstdc++ cxx11-abi " TRACKLOOM_TEXT(_GLIBCXX_USE_CXX11_ABI) ", C++ " TRACKLOOM_TEXT(
            __cplusplus) ", sanitizer " TRACKLOOM_SANITIZER;

}  // namespace trackloom
