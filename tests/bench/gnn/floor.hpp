// What this processor can do at most, on one thread, measured now.
#pragma once

namespace trackloom::bench {

// Processor time of this thread, in s: a shared machine's waits do not count.
double thread_seconds();

// fp32 multiply-adds from registers to registers, two operations each, with the widest vectors.
double peak_gflops();

// The same for bf16 products added up in fp32; 0 where the processor has no instruction for it.
double peak_bf16_gflops();
// The same for products of 8-bit integers, in 10^9 operations per second.
double peak_int8_gops();

// Bytes read and bytes written by a copy of 256 MB, together, in GB/s.
double copy_gigabytes_per_second();

}  // namespace trackloom::bench
