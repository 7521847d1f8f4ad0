#include "plan_svg.hpp"

#include <algorithm>
#include <cstdio>
#include <map>

#include "layered_layout.hpp"
#include "plan_edges.hpp"

namespace {

using trackloom::Plan;
using trackloom::PlannedStage;
using trackloom::StageKind;

constexpr double margin = 12;
constexpr double line_height = 15;

const char* const plan_style =
    "svg.trackloom-plan{font:13px system-ui,sans-serif}"
    ".trackloom-plan text{fill:currentColor;text-anchor:middle}"
    ".trackloom-plan .use,.trackloom-plan .label{font-size:11px;opacity:.75}"
    ".trackloom-plan .label{text-anchor:start}"
    ".trackloom-plan .reads{font-size:10px;opacity:.6}"
    ".trackloom-plan .name{font-weight:600}"
    ".trackloom-plan rect{fill:#5b8def22;stroke:#5b8def;stroke-width:1.2}"
    ".trackloom-plan .source rect{fill:#2ca58d22;stroke:#2ca58d}"
    ".trackloom-plan .sink rect{fill:#d9822b22;stroke:#d9822b}"
    ".trackloom-plan path{fill:none;stroke:currentColor;stroke-opacity:.5;stroke-width:1.2}"
    ".trackloom-plan marker path{fill:currentColor;fill-opacity:.6;stroke:none}";

const char* const standalone_style =
    "svg.trackloom-plan{color:#1f2328}"
    "@media(prefers-color-scheme:dark){svg.trackloom-plan{color:#e6edf3}}";

struct Box {
  std::string name, use;
  std::vector<std::string> reads;  // of the source, in lines
  const char* kind = "stage";
};

struct Arrow {
  std::size_t from, to;
  std::string label;
};

// An upper bound of the width of a text, without a font at hand: the mean glyph of a sans-serif
// face is about 0.55 em wide.
double text_width(const std::string& text, double size) {
  return static_cast<double>(text.size()) * size * 0.57;
}

// The words in lines of at most so many letters.
std::vector<std::string> wrap(const std::vector<std::string>& words, std::size_t letters) {
  std::vector<std::string> lines;
  for (const std::string& word : words) {
    if (lines.empty() || lines.back().size() + word.size() + 2 > letters) {
      lines.push_back(word);
    } else {
      lines.back() += ", " + word;
    }
  }
  return lines;
}

// Boxes and arrows of a plan: several products between two stages are one arrow.
void gather(const Plan& plan, std::vector<Box>& boxes, std::vector<Arrow>& arrows) {
  const std::vector<PlanEdge> edges = plan_edges(plan);
  for (std::size_t i = 0; i < plan.stages.size(); ++i) {
    const PlannedStage& stage = plan.stages[i];
    Box box{stage.name, stage.use, {}, "stage"};
    if (i == 0) box.kind = "source";
    if (stage.info != nullptr && stage.info->kind == StageKind::sink) box.kind = "sink";
    std::vector<std::string> of_source;
    std::map<std::size_t, std::string> of_stages;
    for (const PlanEdge& edge : edges) {
      if (edge.to != i) continue;
      if (edge.from == 0) {
        of_source.push_back(last_word(edge.product));
      } else {
        std::string& label = of_stages[edge.from];
        label += (label.empty() ? "" : ", ") + last_word(edge.product);
      }
    }
    if (of_stages.empty() && i > 0) {
      std::string label;
      for (const auto& line : of_source) label += (label.empty() ? "" : ", ") + line;
      arrows.push_back({0, i, label});
    } else if (!of_source.empty()) {
      box.reads = wrap(of_source, 26);
      box.reads[0] = "+ " + box.reads[0];
    }
    for (const auto& [from, label] : of_stages) arrows.push_back({from, i, label});
    boxes.push_back(std::move(box));
  }
}

LayoutNode size_of(const Box& box) {
  LayoutNode node;
  node.width = 20 + std::max(text_width(box.name, 14), text_width(box.use, 11));
  for (const auto& line : box.reads) node.width = std::max(node.width, 20 + text_width(line, 10));
  node.height = 12 + line_height * 2 + 12 * static_cast<double>(box.reads.size());
  return node;
}

double label_width(const Arrow& arrow) {
  return text_width(arrow.label, 11) + 18;
}

// Arrows that meet at a box get a place each, in the order in which they come, with room for their
// labels to the right.
void spread_ends(const std::vector<LayoutNode>& nodes, const std::vector<Arrow>& arrows,
                 std::vector<LayoutEdge>& edges) {
  for (std::size_t n = 0; n < nodes.size(); ++n) {
    std::vector<std::size_t> in, out;
    double room = 0;
    for (std::size_t e = 0; e < edges.size(); ++e) {
      if (arrows[e].to == n) {
        in.push_back(e);
        room += label_width(arrows[e]);
      }
      if (arrows[e].from == n) out.push_back(e);
    }
    std::stable_sort(in.begin(), in.end(), [&](std::size_t a, std::size_t b) {
      return edges[a].points[edges[a].points.size() - 2] <
             edges[b].points[edges[b].points.size() - 2];
    });
    double at = nodes[n].x - room / 2 + 8;
    for (const std::size_t e : in) {
      edges[e].points.back().first = in.size() == 1 ? nodes[n].x : at;
      at += label_width(arrows[e]);
    }
    std::stable_sort(out.begin(), out.end(), [&](std::size_t a, std::size_t b) {
      return edges[a].points[1].first < edges[b].points[1].first;
    });
    for (std::size_t i = 0; i < out.size(); ++i) {
      edges[out[i]].points.front().first =
          nodes[n].x +
          nodes[n].width *
              ((static_cast<double>(i) + 0.5) / static_cast<double>(out.size()) - 0.5) * 0.7;
    }
  }
}

class Writer {
 public:
  void raw(const std::string& text) { text_ += text; }
  template <class... Values>
  void add(const char* format, Values... values) {
    char line[256];
    std::snprintf(line, sizeof line, format, values...);
    text_ += line;
  }
  // Names are letters, digits, _ and - and need no escape; labels are words of type names.
  void text(double x, double y, const char* kind, const std::string& words) {
    add("<text class=\"%s\" x=\"%.1f\" y=\"%.1f\">", kind, x + margin, y + margin);
    raw(words + "</text>\n");
  }
  std::string take() { return std::move(text_); }

 private:
  std::string text_;
};

std::string escaped(const std::string& text) {
  std::string out;
  for (const char c : text) {
    out += c == '&' ? std::string("&amp;") : c == '<' ? std::string("&lt;") : std::string(1, c);
  }
  return out;
}

// A smooth line through the points, vertical at each of them, and what it carries.
void write_arrow(Writer& out, const LayoutEdge& edge, const std::string& label) {
  out.add("<path marker-end=\"url(#trackloom-arrow)\" d=\"M%.1f %.1f",
          edge.points[0].first + margin, edge.points[0].second + margin);
  for (std::size_t i = 1; i < edge.points.size(); ++i) {
    const auto [x0, y0] = edge.points[i - 1];
    const auto [x1, y1] = edge.points[i];
    const double end = i + 1 == edge.points.size() ? y1 - 5 : y1;  // the arrow's head
    const double middle = (y0 + end) / 2;
    out.add("C%.1f %.1f %.1f %.1f %.1f %.1f", x0 + margin, middle + margin, x1 + margin,
            middle + margin, x1 + margin, end + margin);
  }
  out.raw("\"/>\n");
  out.text(edge.points.back().first + 7, edge.points.back().second - 8, "label", label);
}

void write_box(Writer& out, const LayoutNode& node, const Box& box) {
  const double top = node.y - node.height / 2;
  out.add("<g class=\"%s\"><rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" rx=\"5\"/>\n",
          box.kind, node.x - node.width / 2 + margin, top + margin, node.width, node.height);
  double y = top + line_height + 3;
  out.text(node.x, y, "name", box.name);
  out.text(node.x, y += line_height, "use", box.use);
  for (const auto& line : box.reads) out.text(node.x, y += 12, "reads", line);
  out.raw("</g>\n");
}

}  // namespace

std::string plan_svg(const Plan& plan, const SvgOptions& options) {
  std::vector<Box> boxes;
  std::vector<Arrow> arrows;
  gather(plan, boxes, arrows);

  std::vector<LayoutNode> nodes;
  for (const Box& box : boxes) nodes.push_back(size_of(box));
  std::vector<LayoutEdge> edges;
  std::vector<double> room(boxes.size(), 0);  // of the labels above a box
  for (const Arrow& arrow : arrows) {
    edges.push_back({arrow.from, arrow.to, {}});
    room[arrow.to] += label_width(arrow);
  }
  for (std::size_t i = 0; i < nodes.size(); ++i) nodes[i].width = std::max(nodes[i].width, room[i]);
  const auto [width, height] = layered_layout(nodes, edges);
  spread_ends(nodes, arrows, edges);

  Writer out;
  out.add("<svg class=\"trackloom-plan\" xmlns=\"http://www.w3.org/2000/svg\" ");
  out.add("viewBox=\"0 0 %.0f %.0f\" width=\"%.0f\" height=\"%.0f\" role=\"img\">\n",
          width + 2 * margin, height + 2 * margin, width + 2 * margin, height + 2 * margin);
  out.raw("<title>Stages and products of the pipeline " + escaped(plan.pipeline) + "</title>\n");
  out.raw(std::string("<style>") + plan_style + (options.standalone ? standalone_style : "") +
          "</style>\n");
  out.raw(
      "<defs><marker id=\"trackloom-arrow\" viewBox=\"0 0 8 8\" refX=\"2\" refY=\"4\" "
      "markerWidth=\"7\" markerHeight=\"7\" orient=\"auto\"><path d=\"M0 0L8 4L0 8z\"/>"
      "</marker></defs>\n");
  for (std::size_t e = 0; e < edges.size(); ++e) write_arrow(out, edges[e], arrows[e].label);
  for (std::size_t i = 0; i < boxes.size(); ++i) write_box(out, nodes[i], boxes[i]);
  out.raw("</svg>\n");
  return out.take();
}
