#include "trackml/event_reader.hpp"

#include <stdexcept>

namespace trackloom::trackml {

void EventData::clear() {
  hits.clear();
  cells.clear();
  truth.clear();
  particles.clear();
}

bool EventReader::load(const EventFiles& event, EventFile kind) {
  const StoredFile* file = event[kind];
  if (file == nullptr) return false;
  name_ = data_set_.store().display(*file);
  data_set_.store().read(*file, options_.max_file_bytes, read_scratch_, text_);
  csv_bytes_ += text_.size();
  return true;
}

void EventReader::read(const EventFiles& event, EventData& data) {
  data.clear();
  if (!load(event, EventFile::hits)) {
    for (const StoredFile* file : event.files) {
      if (file == nullptr) continue;
      throw std::runtime_error(data_set_.store().display(*file) +
                               ": the event's hits file is missing");
    }
  }
  parse_hits(name_, text_, detector_, parse_scratch_, data.hits);
  if (options_.cells && load(event, EventFile::cells)) {
    parse_cells(name_, text_, data.hits, parse_scratch_, data.cells);
  }
  if (!options_.truth) return;
  if (load(event, EventFile::particles)) {
    parse_particles(name_, text_, parse_scratch_, data.particles);
  }
  if (load(event, EventFile::truth)) {
    parse_truth(name_, text_, data.hits, data.particles, parse_scratch_, data.truth);
  }
}

}  // namespace trackloom::trackml
