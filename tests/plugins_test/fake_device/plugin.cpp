#include "trackloom/plugin.hpp"

#include "fake_device/device.hpp"

namespace test = trackloom::test;

TRACKLOOM_PLUGIN("fake_device", "1.0", trackloom::stage<test::Read>("read"),
                 trackloom::stage<test::Compute>("compute"),
                 trackloom::stage<test::Device>("device"),
                 trackloom::stage<test::Write<test::DeviceResult>>("write"))
