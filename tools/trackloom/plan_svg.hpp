// A plan as a picture.
#pragma once

#include <string>

#include "trackloom/plan.hpp"

struct SvgOptions {
  // A document of its own follows the reader's light or dark mode and names its fonts. Inside a
  // page the text colour is that of the page (currentColor).
  bool standalone = true;
};

// An <svg> element: stages from top to bottom, with an arrow per product. What the source makes is
// read nearly everywhere, so that it is written in the boxes; an arrow from the source goes only to
// stages that read nothing else.
std::string plan_svg(const trackloom::Plan& plan, const SvgOptions& options = {});
