#include "comparing/lists.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <fstream>
#include <limits>
#include <stdexcept>
#include <string>
#include <string_view>
#include <tuple>

namespace comparing {
namespace {

// Reads fields of one line from left to right.
class Fields {
 public:
  Fields(std::string_view line, const std::string& place) : rest_(line), place_(place) {}

  std::uint64_t integer() {
    std::uint64_t value = 0;
    read(value, next());
    return value;
  }
  double real() {  // NaN where empty
    const std::string_view text = next();
    double value = std::numeric_limits<double>::quiet_NaN();
    if (!text.empty()) read(value, text);
    return value;
  }

 private:
  std::string_view next() {
    const std::size_t comma = rest_.find(',');
    const std::string_view text = rest_.substr(0, comma);
    rest_ = comma == std::string_view::npos ? std::string_view() : rest_.substr(comma + 1);
    return text;
  }
  template <class Number>
  void read(Number& value, std::string_view text) const {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) {
      throw std::runtime_error(place_ + ": '" + std::string(text) + "' is not a number");
    }
  }
  std::string_view rest_;
  const std::string& place_;
};

template <class Row, class Read>
std::vector<Row> read_rows(const std::filesystem::path& file, const std::string& header,
                           Read&& read) {
  std::ifstream in(file);
  if (!in) throw std::runtime_error(file.string() + ": cannot be read");
  std::string line;
  std::getline(in, line);
  if (line != header) {
    throw std::runtime_error(file.string() + ":1: the columns are not '" + header + "'");
  }
  std::vector<Row> rows;
  for (std::size_t number = 2; std::getline(in, line); ++number) {
    const std::string place = file.string() + ':' + std::to_string(number);
    Fields fields(line, place);
    rows.push_back(read(fields));
  }
  return rows;
}

}  // namespace

Lists read_lists(const std::filesystem::path& folder) {
  Lists lists;
  lists.events = read_rows<EventRow>(folder / "events.csv", "event_id,hits,hits_hash,truth,weight",
                                     [](Fields& f) {
                                       EventRow row;
                                       row.id = f.integer();
                                       row.hits = f.integer();
                                       row.hits_hash = f.integer();
                                       row.truth = f.integer() != 0;
                                       row.weight = f.real();
                                       return row;
                                     });
  lists.particles = read_rows<ParticleRow>(
      folder / "particles.csv",
      "event_id,particle_id,pt,eta,radius,hits,score,found,single,track_id", [](Fields& f) {
        ParticleRow row;
        row.event = f.integer();
        row.id = f.integer();
        row.pt = f.real();
        row.eta = f.real();
        row.radius = f.real();
        row.hits = f.integer();
        row.score = f.real();
        row.found = f.integer() != 0;
        row.single = f.integer();
        row.track = f.integer();
        return row;
      });
  lists.tracks = read_rows<TrackRow>(
      folder / "tracks.csv", "event_id,track_id,hits,particle_id,shared,particle_hits,hits_hash",
      [](Fields& f) {
        TrackRow row;
        row.event = f.integer();
        row.id = f.integer();
        row.hits = f.integer();
        row.particle = f.integer();
        row.shared = f.integer();
        row.particle_hits = f.integer();
        row.hash = f.integer();
        return row;
      });
  const auto by_id = [](const auto& a, const auto& b) {
    return std::tuple(a.event, a.id) < std::tuple(b.event, b.id);
  };
  std::sort(lists.events.begin(), lists.events.end(),
            [](const EventRow& a, const EventRow& b) { return a.id < b.id; });
  std::sort(lists.particles.begin(), lists.particles.end(), by_id);
  std::sort(lists.tracks.begin(), lists.tracks.end(), by_id);
  return lists;
}

}  // namespace comparing
