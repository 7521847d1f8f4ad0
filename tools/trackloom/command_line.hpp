// The command line as a whole.
#pragma once

// What main() is given; the exit code. Writes to the terminal, throws nothing.
int run_command_line(int argc, char** argv);
