// The source revision of this build of the engine.
#pragma once

namespace trackloom {

// Of the checkout, with "+" if it had changes; "unknown" outside a checkout.
const char* git_revision() noexcept;

}  // namespace trackloom
