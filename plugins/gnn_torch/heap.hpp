// The C library's heap and large tensors.
#pragma once

namespace trackloom::gnn {

// Keeps freed blocks of up to 1 GiB in the process for reuse. By default glibc maps each large
// block afresh and unmaps it when it is freed; filling new pages then makes element-wise work on
// tensors several times slower. A setting of the process; does nothing after the first call, nor
// without glibc.
void keep_large_blocks();

}  // namespace trackloom::gnn
