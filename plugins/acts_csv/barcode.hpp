// Barcodes of ACTS in a CSV table: five columns that name a particle.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "trackml/csv_table.hpp"

namespace trackloom::acts_csv {

inline constexpr std::array<std::string_view, 5> barcode_columns = {
    "particle_id_pv", "particle_id_sv", "particle_id_part", "particle_id_gen",
    "particle_id_subpart"};

// The specification of a table whose first columns are a barcode.
template <std::size_t n>
constexpr auto with_barcode(const std::array<trackml::ColumnSpec, n>& others) {
  std::array<trackml::ColumnSpec, barcode_columns.size() + n> all{};
  for (std::size_t c = 0; c < barcode_columns.size(); ++c) all[c] = {barcode_columns[c]};
  for (std::size_t c = 0; c < n; ++c) all[barcode_columns.size() + c] = others[c];
  return all;
}

// Binds the columns of a table made with_barcode; packed() after its parse().
class Barcodes {
 public:
  explicit Barcodes(trackml::CsvTable& table) : table_(table) {
    for (std::size_t c = 0; c < part_.size(); ++c) {
      part_[c].resize(table.rows());
      table.bind(c, part_[c].data());
    }
  }

  // One number per row, in the bits of ACTS' 64-bit encoding. Throws where a part does not fit: ids
  // are below 2^63, so that the primary vertex has 11 bits.
  std::vector<std::uint64_t> packed() const {
    constexpr std::array<unsigned, 5> bits = {11, 12, 16, 8, 16};
    std::vector<std::uint64_t> ids(table_.rows(), 0);
    for (std::size_t c = 0; c < part_.size(); ++c) {
      for (std::size_t i = 0; i < ids.size(); ++i) {
        if (part_[c][i] >> bits[c] != 0) {
          table_.refuse(i, c,
                        std::string(barcode_columns[c]) +
                            " is too large: " + std::to_string(part_[c][i]) + ", the most is " +
                            std::to_string((1U << bits[c]) - 1));
        }
        ids[i] = ids[i] << bits[c] | part_[c][i];
      }
    }
    return ids;
  }

 private:
  trackml::CsvTable& table_;
  std::array<std::vector<std::uint32_t>, 5> part_;
};

}  // namespace trackloom::acts_csv
