// The source revision this plugin was built from.
#pragma once

namespace trackloom::gnn {

// Of the checkout, with "+" if it had changes; "unknown" outside a checkout.
const char* git_revision() noexcept;

}  // namespace trackloom::gnn
