// Everything is in the library, so that CLI11 is compiled once.
#include "command_line.hpp"

int main(int argc, char** argv) {
  return run_command_line(argc, argv);
}
