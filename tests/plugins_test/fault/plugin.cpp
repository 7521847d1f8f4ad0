#include "trackloom/plugin.hpp"

#include "fault/stages.hpp"

namespace test = trackloom::test;

TRACKLOOM_PLUGIN("fault", "1.0", trackloom::stage<test::Read>("read"),
                 trackloom::stage<test::Fault>("stage"),
                 trackloom::stage<test::DeviceFault>("device"),
                 trackloom::stage<test::Write<test::Result>>("write"),
                 trackloom::stage<test::Write<test::DeviceResult>>("write_device"))
