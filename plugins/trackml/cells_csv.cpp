#include <algorithm>

#include "trackml/event_csv.hpp"
#include "trackml/permute.hpp"

namespace trackloom::trackml {
namespace {

enum Column : std::size_t { hit_id, ch0, ch1, value };
constexpr ColumnSpec columns[] = {{"hit_id"}, {"ch0"}, {"ch1"}, {"value"}};

}  // namespace

void parse_cells(const std::string& file, const ByteBuffer& text, const Hits& hits,
                 ParseScratch& scratch, Cells& cells) {
  CsvTable table(file, text, columns);
  const std::size_t count = table.rows();
  scratch.id.resize(count);
  cells.ch0.resize(count);
  cells.ch1.resize(count);
  cells.value.resize(count);
  table.bind(hit_id, scratch.id.data());
  table.bind(ch0, cells.ch0.data());
  table.bind(ch1, cells.ch1.data());
  table.bind(value, cells.value.data());
  table.parse();

  cells.first.assign(hits.size() + 1, 0);
  scratch.row.resize(count);
  bool sorted = true;
  std::uint32_t previous = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint32_t row = scratch.hits.find(scratch.id[i]);
    if (row == IdIndex::none) {
      table.refuse(i, hit_id, "the hits file has no hit " + std::to_string(scratch.id[i]));
    }
    sorted = sorted && row >= previous;
    previous = row;
    scratch.row[i] = row;
    ++cells.first[row + 1];
  }
  for (std::size_t hit = 0; hit < hits.size(); ++hit) cells.first[hit + 1] += cells.first[hit];
  if (!sorted) {
    scratch.next.assign(cells.first.begin(), cells.first.end() - 1);
    for (std::uint32_t& row : scratch.row) row = scratch.next[row]++;
    scatter(cells.ch0, scratch.row, scratch.integer);
    scatter(cells.ch1, scratch.row, scratch.integer);
    scatter(cells.value, scratch.row, scratch.real);
  }
  cells.present = true;
}

}  // namespace trackloom::trackml
