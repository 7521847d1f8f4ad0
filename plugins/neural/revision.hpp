// The source revision of this build.
#pragma once

namespace trackloom::neural {

// Of the checkout, with "+" if it had changes; "unknown" outside a checkout.
const char* git_revision() noexcept;

}  // namespace trackloom::neural
