// A data set of one hand-made event, to be spoilt in one place by each test.
#pragma once

#include <libdeflate.h>

#include <string>
#include <string_view>

#include "support.hpp"

namespace trackml_test {

inline const char* const detector_header =
    "volume_id,layer_id,module_id,cx,cy,cz,rot_xu,rot_xv,rot_xw,rot_yu,rot_yv,rot_yw,rot_zu,rot_zv,"
    "rot_zw,module_t,module_minhu,module_maxhu,module_hv,pitch_u,pitch_v\n";

// Three hits on two modules, particle 4503668346847232 (2 hits), noise (1 hit).
struct SmallEvent {
  std::string detectors = std::string(detector_header) +
                          "8,2,5,10,20,30,1,0,0,0,1,0,0,0,1,0.15,8.4,8.5,36,0.05,0.05625\n"
                          "7,2,1,-65.5,-5,-1502.5,0,1,0,1,0,0,0,0,-1,0.2,8.4,8.4,35,0.05,0.05\n";
  std::string hits =
      "hit_id,x,y,z,volume_id,layer_id,module_id\n"
      "1,3,4,10.5,7,2,1\n"
      "2,-6,8,20,8,2,5\n"
      "3,1,0,-5e-1,8,2,5\n";
  std::string cells =
      "hit_id,ch0,ch1,value\n"
      "1,256,1256,0.156\n"
      "1,257,1256,0.25\n"
      "3,-1,0,1\n";
  std::string truth =
      "hit_id,particle_id,tx,ty,tz,tpx,tpy,tpz,weight\n"
      "1,4503668346847232,3.5,4.5,10,0.5,-0.25,1,0.75\n"
      "2,0,-6,8,20,0,0,0,0\n"
      "3,4503668346847232,1,0,-0.5,1,2,3,0.25\n";
  std::string particles =
      "particle_id,vx,vy,vz,px,py,pz,q,nhits\n"
      "4503668346847232,0.25,0.5,-3,0.5,-0.25,1,-1,2\n";

  // Empty texts are not written.
  void write(const TemporaryFolder& folder, std::uint64_t id = 1) const {
    const std::string event = "event00000000" + std::to_string(id) + "-";
    if (!detectors.empty()) folder.write("detectors.csv", detectors);
    if (!hits.empty()) folder.write(event + "hits.csv", hits);
    if (!cells.empty()) folder.write(event + "cells.csv", cells);
    if (!truth.empty()) folder.write(event + "truth.csv", truth);
    if (!particles.empty()) folder.write(event + "particles.csv", particles);
  }
};

inline trackloom::trackml::Reader::Config config_for(const fs::path& path) {
  trackloom::trackml::Reader::Config config;
  config.path = path.string();
  return config;
}

// Reads the first event of a data set.
inline ReadEvent read_first(const trackloom::trackml::Reader::Config& config) {
  trackloom::trackml::Reader reader(config);
  FakeContext context;
  reader.begin(context);
  ReadEvent event;
  if (!next(reader, event)) throw std::runtime_error("no event");
  return event;
}
inline ReadEvent read_first(const TemporaryFolder& folder) {
  return read_first(config_for(folder.path()));
}

// What reading the event complains of, without the folder's name.
inline std::string complaint(const SmallEvent& event) {
  const TemporaryFolder folder;
  event.write(folder);
  std::string message = message_of([&] { read_first(folder); });
  const std::string root = folder.path().string() + "/";
  for (std::size_t at = 0; (at = message.find(root)) != std::string::npos;) {
    message.erase(at, root.size());
  }
  return message;
}

inline std::string gzip(std::string_view text) {
  libdeflate_compressor* compressor = libdeflate_alloc_compressor(6);
  std::string out(libdeflate_gzip_compress_bound(compressor, text.size()), '\0');
  out.resize(
      libdeflate_gzip_compress(compressor, text.data(), text.size(), out.data(), out.size()));
  libdeflate_free_compressor(compressor);
  return out;
}

}  // namespace trackml_test
