#include "plugin/abi_check.hpp"

#include <cstring>

namespace trackloom {
namespace {

std::string version_text(std::uint16_t major, std::uint16_t minor) {
  return std::to_string(major) + '.' + std::to_string(minor);
}

}  // namespace

std::string check_abi(const PluginTable& table) {
  if (std::memcmp(table.magic, plugin_magic, sizeof plugin_magic) != 0) {
    return "has a symbol '" + std::string(plugin_symbol) +
           "' that is no plugin table (wrong magic)";
  }
  if (table.major != abi_major || table.minor > abi_minor) {
    return "was built for plugin ABI " + version_text(table.major, table.minor) +
           ", this engine has " + version_text(abi_major, abi_minor) + "; rebuild it";
  }
  if (table.table_size != sizeof(PluginTable) || table.entry_size != sizeof(StageEntry)) {
    return "has tables of " + std::to_string(table.table_size) + " and " +
           std::to_string(table.entry_size) + " bytes, this engine's have " +
           std::to_string(sizeof(PluginTable)) + " and " + std::to_string(sizeof(StageEntry)) +
           "; rebuild it";
  }
  if (table.build_stamp == nullptr || std::strcmp(table.build_stamp, build_stamp) != 0) {
    return "was built with [" + std::string(table.build_stamp ? table.build_stamp : "nothing") +
           "], this engine with [" + build_stamp +
           "]; rebuild it with the same compiler and options";
  }
  if (table.name == nullptr || table.version == nullptr ||
      (table.stages == nullptr && table.stage_count > 0)) {
    return "has an incomplete table (no name, version or stages)";
  }
  return {};
}

}  // namespace trackloom
