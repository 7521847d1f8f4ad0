// Marks the arithmetic that CPU stages and CUDA kernels share.
#pragma once

#ifdef __CUDACC__
#define TRACKLOOM_HD __host__ __device__
#else
#define TRACKLOOM_HD
#endif
