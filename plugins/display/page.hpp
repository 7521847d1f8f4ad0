// The page with the 3D view of one event.
#pragma once

#include <string>

#include "display/scene.hpp"

namespace trackloom::display {

// A complete HTML document that needs nothing but a browser with WebGL 2. About 30 bytes per hit
// and 15 per edge. `title` is plain text.
std::string make_page(const std::string& title, std::uint64_t event, const Hits& hits,
                      const Detector& detector, const Scene& scene);

}  // namespace trackloom::display
