// A shared library that is no plugin.
extern "C" __attribute__((visibility("default"))) int just_a_function() {
  return 0;
}
