#include "comparing/lists.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "fault/process.hpp"
#include "run/folder.hpp"

using namespace comparing;
using trackloom::test::Folder;
using trackloom::test::write_text;

namespace {

void write_lists(const Folder& folder, const std::string& particles) {
  write_text(folder.path() / "events.csv", "event_id,hits,hits_hash,truth,weight\n7,3,99,1,1\n");
  write_text(folder.path() / "particles.csv",
             "event_id,particle_id,pt,eta,radius,hits,score,found,single,track_id\n" + particles);
  write_text(folder.path() / "tracks.csv",
             "event_id,track_id,hits,particle_id,shared,particle_hits,hits_hash\n7,1,3,5,2,3,1\n");
}

std::string error_of(const Folder& folder) {
  try {
    read_lists(folder.path());
  } catch (const std::exception& error) {
    return error.what();
  }
  return {};
}

}  // namespace

TEST_CASE("lists are read in order of event and id, and empty kinematics are no numbers") {
  const Folder folder("lists");
  write_lists(folder, "7,9,,,,3,0.5,0,0,0\n7,5,1.25,-0.5,0,3,0.25,1,1,1\n");
  const Lists lists = read_lists(folder.path());
  REQUIRE(lists.particles.size() == 2);
  CHECK(lists.particles[0].id == 5);
  CHECK(lists.particles[0].pt == 1.25);
  CHECK(lists.particles[0].found);
  CHECK(std::isnan(lists.particles[1].pt));
  CHECK(lists.events[0].hits_hash == 99);
  CHECK_FALSE(lists.tracks[0].fake());
}

TEST_CASE("a list that is missing or broken is named with its line") {
  const Folder folder("lists");
  CHECK(error_of(folder).find("events.csv: cannot be read") != std::string::npos);
  write_lists(folder, "7,9,x,,,3,0.5,0,0,0\n");
  CHECK(error_of(folder).find("particles.csv:2: 'x' is not a number") != std::string::npos);
  write_text(folder.path() / "tracks.csv", "event,track\n");
  write_lists(folder, "");
  write_text(folder.path() / "tracks.csv", "event,track\n");
  CHECK(error_of(folder).find("tracks.csv:1: the columns are not") != std::string::npos);
}
