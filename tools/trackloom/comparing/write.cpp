#include <cmath>
#include <cstdio>

#include "comparing/report.hpp"
#include "trackloom/output_file.hpp"

namespace comparing {
namespace {

void write_file(Result& result, const std::filesystem::path& path, const std::string& text) {
  trackloom::OutputFile file(path);
  file.write(text);
  file.commit();
  result.files.push_back(path.string());
}

std::string csv(const std::vector<ParticleRow>& rows) {
  std::string text = "event_id,particle_id,pt,eta,radius,hits,track_id\n";
  for (const ParticleRow& p : rows) {
    char line[200];
    std::snprintf(line, sizeof line, "%llu,%llu,", static_cast<unsigned long long>(p.event),
                  static_cast<unsigned long long>(p.id));
    text += line;
    for (const double value : {p.pt, p.eta, p.radius}) {
      if (!std::isnan(value)) {
        std::snprintf(line, sizeof line, "%.9g", value);
        text += line;
      }
      text += ',';
    }
    text += std::to_string(p.hits) + ',' + std::to_string(p.track) + '\n';
  }
  return text;
}

}  // namespace

void write(Result& result, const std::filesystem::path& output) {
  for (const Pairing& pairing : result.pairings) {
    if (pairing.physics.events == 0) continue;
    const std::string& a = result.sides[0].label;
    const std::string& b = result.sides[pairing.side].label;
    write_file(result, output / ("only_" + a + "_not_" + b + ".csv"), csv(pairing.physics.only_a));
    write_file(result, output / ("only_" + b + "_not_" + a + ".csv"), csv(pairing.physics.only_b));
  }
  const std::filesystem::path json = output / "compare.json", html = output / "compare.html";
  result.files.push_back(json.string());
  result.files.push_back(html.string());
  for (const auto& [path, text] : {std::pair(json, to_json(result)), {html, to_html(result)}}) {
    trackloom::OutputFile file(path);
    file.write(text);
    file.commit();
  }
}

}  // namespace comparing
