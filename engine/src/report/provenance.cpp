#include "trackloom/provenance.hpp"

#include <oneapi/tbb/info.h>
#include <oneapi/tbb/version.h>
#include <sched.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <fstream>
#include <map>

#include "plugin/registry.hpp"
#include "report/revision.hpp"

namespace trackloom {
namespace {

std::string utc_text(std::time_t time) {
  std::tm parts{};
  gmtime_r(&time, &parts);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
  return text;
}

// What stands behind the colon or the equals sign of the first line that begins with `key`.
std::string value_in(const char* file, const std::string& key) {
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);) {
    if (!line.starts_with(key)) continue;
    std::size_t at = line.find_first_of(":=");
    if (at == std::string::npos) continue;
    at = line.find_first_not_of(" \t\"", at + 1);
    if (at == std::string::npos) return {};
    return line.substr(at, line.find_last_not_of(" \t\"") - at + 1);
  }
  return {};
}

std::string system_text() {
  utsname names{};
  std::string text = value_in("/etc/os-release", "PRETTY_NAME");
  if (::uname(&names) != 0) return text;
  return text + (text.empty() ? "" : ", ") + names.sysname + " " + names.release;
}

unsigned usable_cpus() {
  cpu_set_t set;
  CPU_ZERO(&set);
  return ::sched_getaffinity(0, sizeof set, &set) == 0 ? static_cast<unsigned>(CPU_COUNT(&set)) : 0;
}

void hash_file(Provenance::File& file) {
  std::ifstream in(file.path, std::ios::binary);
  if (!in) return;
  std::uint64_t hash = 14695981039346656037ULL;
  const auto mix = [&](std::uint64_t word) { hash = (hash ^ word) * 1099511628211ULL; };
  std::array<char, 1 << 16> buffer;
  while (in) {
    in.read(buffer.data(), buffer.size());
    const auto count = static_cast<std::size_t>(in.gcount());
    std::memset(buffer.data() + count, 0, (8 - count % 8) % 8);
    for (std::size_t at = 0; at < count; at += 8) {
      std::uint64_t word = 0;
      std::memcpy(&word, buffer.data() + at, 8);
      mix(word);
    }
    file.bytes += count;
  }
  mix(file.bytes);
  char digits[17];
  std::snprintf(digits, sizeof digits, "%016llx", static_cast<unsigned long long>(hash));
  file.hash = digits;
}

// Text parameters that name an input file, given or default.
void add_files(const PlannedStage& stage, Provenance& provenance) {
  for (const ParameterInfo& info : stage.info->parameters) {
    if (info.role != ParameterRole::input_file) continue;
    const ParameterValue* value = &info.default_value;
    for (const NamedValue& given : stage.parameters) {
      if (given.name == info.name) value = &given.value;
    }
    const auto* path = std::get_if<std::string>(value);
    if (path == nullptr || path->empty()) continue;
    Provenance::File file{stage.name, info.name, *path, {}, 0};
    hash_file(file);
    provenance.files.push_back(std::move(file));
  }
}

std::string plugin_version(const PlannedStage& stage) {
  const PluginResult loaded = PluginRegistry::instance().load_file(stage.plugin);
  return loaded.plugin == nullptr ? std::string() : loaded.plugin->table->version;
}

}  // namespace

Provenance provenance_of(const Plan& plan, std::time_t started) noexcept {
  Provenance provenance;
  try {
    provenance.started = utc_text(started);
    provenance.version = TRACKLOOM_VERSION;
    provenance.revision = git_revision();
    provenance.compiler = build_stamp;
    provenance.onetbb = TBB_runtime_version();
    provenance.cpu = value_in("/proc/cpuinfo", "model name");
    provenance.cpus = usable_cpus();
    provenance.memory_gb = static_cast<double>(::sysconf(_SC_PHYS_PAGES)) *
                           static_cast<double>(::sysconf(_SC_PAGE_SIZE)) * 1e-9;
    provenance.system = system_text();
    std::map<std::string, std::string> plugins;
    for (const PlannedStage& stage : plan.stages) {
      if (stage.entry == nullptr) continue;  // the host program's source
      add_files(stage, provenance);
      if (stage.plugin.empty()) continue;
      plugins.try_emplace(stage.use.substr(0, stage.use.find('.')), plugin_version(stage));
    }
    for (const auto& [name, version] : plugins) provenance.plugins.push_back({name, version});
  } catch (const std::exception&) {
    // A report without it is better than none.
  }
  return provenance;
}

}  // namespace trackloom
