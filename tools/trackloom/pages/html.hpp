// Self-contained HTML pages: no network, no scripts, light and dark, wide and narrow.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace pages {

// &, <, >, " and ' as entities; bytes that are no UTF-8 as U+FFFD.
std::string escape(std::string_view text);

// A number for people: three or four digits that count ("0.9312", "12.3", "1 234 567", "1.2e-05").
std::string number(double value);
// Bytes as "12.3 MB".
std::string size_text(double bytes);

// Cells are HTML; columns of `text_columns` first columns are aligned to the left, others to the
// right. Wide tables scroll sideways inside their own frame.
std::string table(const std::vector<std::string>& columns,
                  const std::vector<std::vector<std::string>>& rows, std::size_t text_columns = 1);

// Charts beside each other as far as they fit.
std::string row_of_charts(const std::vector<std::string>& charts);

// Text of unknown length that opens on demand.
std::string folded(std::string_view title, std::string_view html);

class Page {
 public:
  Page(std::string title, std::string subtitle)
      : title_(std::move(title)), subtitle_(std::move(subtitle)) {}

  // Begins a section; its title is in the list of contents at the top.
  void section(const std::string& title);
  void add(std::string_view html) { body_ += html; }
  void paragraph(std::string_view text) { body_ += "<p>" + escape(text) + "</p>\n"; }
  // What is missing or to be kept in mind: a framed paragraph.
  void note(std::string_view text) { body_ += "<p class=\"note\">" + escape(text) + "</p>\n"; }

  std::string html() const;

 private:
  std::string title_, subtitle_, body_, contents_;
  int sections_ = 0;
};

}  // namespace pages
