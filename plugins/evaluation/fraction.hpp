// Counted fractions and how they are put into tables.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "trackloom/run_context.hpp"

namespace trackloom::evaluation {

struct Fraction {
  std::uint64_t passed = 0;
  std::uint64_t total = 0;

  void count(bool pass) noexcept {
    passed += pass ? 1 : 0;
    ++total;
  }
  // NaN where nothing was counted.
  double value() const noexcept;
};

// Fractions in bins [edge, next edge) of a quantity; what lies outside all bins is not counted.
class BinnedFraction {
 public:
  explicit BinnedFraction(std::vector<double> edges)
      : edges_(std::move(edges)), bins_(edges_.size() - 1) {}
  void count(double x, bool pass) noexcept;
  const std::vector<Fraction>& bins() const noexcept { return bins_; }
  // Columns low, high, WHAT, WHAT_low, WHAT_high, passed, total.
  Table table(std::string name, std::string title, const std::string& what,
              double confidence) const;

 private:
  std::vector<double> edges_;
  std::vector<Fraction> bins_;
};

// "0.9731"; "-" for NaN.
std::string format_figure(double value);
// {name, value, low, high, passed, total}
std::vector<std::string> fraction_row(std::string name, const Fraction& fraction,
                                      double confidence);

// Tables of a stage that kept its kind's name are called by their own ("physics"); of one that the
// pipeline named, by both ("loose_physics"), so that a pipeline may use the stage several times.
std::string table_name(const std::string& stage_name, const std::string& kind,
                       const std::string& table);
// Likewise what stands above a table: with the stage's name where the pipeline gave it one.
std::string table_title(const std::string& stage_name, const std::string& kind,
                        const std::string& title);

}  // namespace trackloom::evaluation
