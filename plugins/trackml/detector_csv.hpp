// detectors.csv: the modules of the detector.
#pragma once

#include <string>

#include "event_data/detector.hpp"
#include "trackml/byte_buffer.hpp"

namespace trackloom::trackml {

// Throws std::runtime_error that begins with FILE:LINE:COLUMN.
Detector parse_detector(const std::string& file, const ByteBuffer& text);

}  // namespace trackloom::trackml
