// Marks the arithmetic that CPU stages and CUDA kernels share (TRACKLOOM_HD), and what of a kernel
// nvcc compiles for the device alone, because it calls instructions that have a twin only for other
// compilers (TRACKLOOM_DEVICE).
#pragma once

#ifdef __CUDACC__
#define TRACKLOOM_HD __host__ __device__
#define TRACKLOOM_DEVICE __device__
#else
#define TRACKLOOM_HD
#define TRACKLOOM_DEVICE
#endif
