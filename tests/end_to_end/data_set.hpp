// Data sets made for one test: good events, copied from the shipped ones, and spoilt ones.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

namespace trackloom::test {

std::string gunzip(const std::string& packed);
std::string gzip(const std::string& text);

// The texts of an event's files. An empty text is not written.
struct EventTexts {
  std::string hits, cells, truth, particles;

  // Unpacks event number `index` (by id) of a data set of gzipped files.
  static EventTexts load(const std::filesystem::path& data_set, std::size_t index = 0);

  // Files eventID-hits.csv and so on.
  void write(const std::filesystem::path& folder, std::uint64_t id) const;
};

// A data set in `folder`/data of one event, number `id`, without truth and particles.
std::filesystem::path without_truth(const std::filesystem::path& folder,
                                    const std::filesystem::path& data_set, std::uint64_t id);

std::filesystem::path event_file(const std::filesystem::path& folder, std::uint64_t id,
                                 const std::string& part, const std::string& suffix = ".csv");

// Line `number` of a text, counted from 1, without its end.
std::string line_of(const std::string& text, std::size_t number);
// The text with that line changed into another.
std::string with_line(const std::string& text, std::size_t number, const std::string& line);
// Field `number`, counted from 1, of a line of CSV, replaced.
std::string with_field(const std::string& line, std::size_t number, const std::string& field);

}  // namespace trackloom::test
