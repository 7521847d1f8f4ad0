#include "trackml/writer.hpp"

#include <libdeflate.h>

#include <memory>
#include <stdexcept>

#include "trackloom/output_file.hpp"
#include "trackml/csv_writer.hpp"

namespace trackloom::trackml {
namespace {

namespace fs = std::filesystem;

constexpr int compression_level = 6;  // gzip's own default

std::string packed(const std::string& text) {
  const std::unique_ptr<libdeflate_compressor, decltype(&libdeflate_free_compressor)> compressor(
      libdeflate_alloc_compressor(compression_level), libdeflate_free_compressor);
  if (!compressor) throw std::bad_alloc();
  std::string out(libdeflate_gzip_compress_bound(compressor.get(), text.size()), '\0');
  out.resize(
      libdeflate_gzip_compress(compressor.get(), text.data(), text.size(), out.data(), out.size()));
  return out;
}

// The text of one file, written at once.
class CsvFile {
 public:
  explicit CsvFile(std::string header) : text_(std::move(header)) { text_ += '\n'; }
  template <class... Numbers>
  void row(Numbers... numbers) {
    text_ += line_.row(numbers...);
  }
  void write(fs::path path, bool gzip) const {
    if (gzip) path += ".gz";
    OutputFile file(path);
    file.write(gzip ? packed(text_) : text_);
    file.commit();
  }

 private:
  std::string text_;
  CsvLine line_;
};

CsvFile hits_file(const Hits& hits, const Detector& detector) {
  CsvFile file("hit_id,x,y,z,volume_id,layer_id,module_id");
  for (std::size_t i = 0; i < hits.size(); ++i) {
    const Module& module = detector.modules().at(hits.module[i]);
    file.row(hits.id[i], hits.x[i], hits.y[i], hits.z[i], module.volume_id, module.layer_id,
             module.module_id);
  }
  return file;
}

CsvFile cells_file(const Hits& hits, const Cells& cells) {
  CsvFile file("hit_id,ch0,ch1,value");
  for (std::size_t i = 0; i < hits.size(); ++i) {
    for (std::uint32_t c = cells.first.at(i); c < cells.first.at(i + 1); ++c) {
      file.row(hits.id[i], cells.ch0[c], cells.ch1[c], cells.value[c]);
    }
  }
  return file;
}

CsvFile truth_file(const Hits& hits, const Truth& truth) {
  CsvFile file("hit_id,particle_id,tx,ty,tz,tpx,tpy,tpz,weight");
  for (std::size_t i = 0; i < hits.size(); ++i) {
    file.row(hits.id[i], truth.particle_id.at(i), truth.x[i], truth.y[i], truth.z[i], truth.px[i],
             truth.py[i], truth.pz[i], truth.weight[i]);
  }
  return file;
}

CsvFile particles_file(const Particles& p) {
  const bool typed = !p.type.empty();
  CsvFile file(typed ? "particle_id,particle_type,vx,vy,vz,px,py,pz,q,nhits"
                     : "particle_id,vx,vy,vz,px,py,pz,q,nhits");
  for (std::size_t i = 0; i < p.size(); ++i) {
    const auto row = [&](auto... first) {
      file.row(first..., p.vx[i], p.vy[i], p.vz[i], p.px[i], p.py[i], p.pz[i], p.charge[i],
               p.hits[i]);
    };
    if (typed) {
      row(p.id[i], p.type[i]);
    } else {
      row(p.id[i]);
    }
  }
  return file;
}

CsvFile detector_file(const Detector& detector) {
  CsvFile file(
      "volume_id,layer_id,module_id,cx,cy,cz,rot_xu,rot_xv,rot_xw,rot_yu,rot_yv,rot_yw,rot_zu,"
      "rot_zv,rot_zw,module_t,module_minhu,module_maxhu,module_hv,pitch_u,pitch_v");
  for (const Module& m : detector.modules()) {
    const auto& c = m.center;
    const auto& r = m.rotation;
    file.row(m.volume_id, m.layer_id, m.module_id, c[0], c[1], c[2], r[0], r[1], r[2], r[3], r[4],
             r[5], r[6], r[7], r[8], m.thickness, m.min_half_u, m.max_half_u, m.half_v, m.pitch_u,
             m.pitch_v);
  }
  return file;
}

}  // namespace

void Writer::describe(StageDescription<Config>& stage) {
  stage.doc("Writes the events as a TrackML data set: hits, cells, truth, particles, detectors.");
  stage.param("folder", &Config::folder)
      .required()
      .output_path()
      .doc("Where the files go; made if missing.");
  stage.param("gzip", &Config::gzip).doc("Write .csv.gz.");
  stage.param("cells", &Config::cells).doc("Write the cells, where there are any.");
  stage.param("truth", &Config::truth).doc("Write truth and particles, where there are any.");
}

void Writer::operator()(const EventInfo& info, const Hits& hits, const DetectorRef& detector,
                        const Cells* cells, const Truth* truth, const Particles* particles) {
  const fs::path folder = config_.folder;
  const auto write = [&](const char* part, const CsvFile& file) {
    file.write(folder / event_file_name(info.id, part), config_.gzip);
  };
  if (!detector_written_) detector_file(*detector).write(folder / "detectors.csv", config_.gzip);
  detector_written_ = true;
  if (config_.cells && cells != nullptr && cells->present) write("cells", cells_file(hits, *cells));
  if (config_.truth && truth != nullptr && truth->present) write("truth", truth_file(hits, *truth));
  if (config_.truth && particles != nullptr && particles->present) {
    write("particles", particles_file(*particles));
  }
  write("hits", hits_file(hits, *detector));
}

}  // namespace trackloom::trackml
