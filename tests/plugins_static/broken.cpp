// A plugin table that is wrong where a compile definition says so, and right everywhere else.
#include "trackloom/abi.hpp"

#ifndef BROKEN_MAGIC
#define BROKEN_MAGIC "TRKLOOM"
#endif
#ifndef BROKEN_MAJOR
#define BROKEN_MAJOR ::trackloom::abi_major
#endif
#ifndef BROKEN_SIZE
#define BROKEN_SIZE sizeof(::trackloom::StageEntry)
#endif
#ifndef BROKEN_STAMP
#define BROKEN_STAMP ::trackloom::build_stamp
#endif
#ifndef BROKEN_NAME
#define BROKEN_NAME "broken"
#endif

extern "C" __attribute__((visibility("default"))) const trackloom::PluginTable trackloom_plugin;
constinit const trackloom::PluginTable trackloom_plugin = {BROKEN_MAGIC,
                                                           BROKEN_MAJOR,
                                                           trackloom::abi_minor,
                                                           sizeof(trackloom::PluginTable),
                                                           BROKEN_SIZE,
                                                           BROKEN_STAMP,
                                                           BROKEN_NAME,
                                                           "1.0",
                                                           nullptr,
                                                           0};
