// Every kind of bad event file, each with the exact message: file, line, column, what is wrong.
#include <doctest/doctest.h>

#include "small_event.hpp"
#include "trackloom/error.hpp"

using namespace trackml_test;
using trackloom::trackml::Reader;

namespace {

constexpr const char* hits_header = "hit_id,x,y,z,volume_id,layer_id,module_id\n";

std::string complaint_about_hits(const std::string& rows) {
  SmallEvent event;
  event.hits = hits_header + rows;
  return complaint(event);
}

const std::string hits_at = "event000000001-hits.csv:";

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  return text.replace(text.find(from), from.size(), to);
}

}  // namespace

TEST_CASE("the small event itself is accepted") {
  CHECK(complaint(SmallEvent()).empty());
}

TEST_CASE("an event with one hit is valid") {
  SmallEvent event;
  event.hits = std::string(hits_header) + "1,3,4,10.5,7,2,1\n";
  event.cells = event.truth = "";
  CHECK(complaint(event).empty());
}

TEST_CASE("an event without rows is refused") {
  CHECK(complaint_about_hits("") ==
        "event000000001-hits.csv:1: the event is empty, no row but the header");
  SmallEvent event;
  event.hits = "\n";
  CHECK(complaint(event) ==
        hits_at + "1:1: unknown column \"\"; expected hit_id,x,y,z,volume_id,layer_id,module_id");
}

TEST_CASE("an empty file is refused") {
  const TemporaryFolder folder;
  SmallEvent().write(folder);
  const std::string file = folder.write("event000000001-hits.csv", "");
  CHECK(message_of([&] { read_first(folder); }) ==
        file + ":1:1: the file is empty; expected hit_id,x,y,z,volume_id,layer_id,module_id");
}

TEST_CASE("a missing hits file is the event's error") {
  SmallEvent event;
  event.hits = "";
  CHECK(complaint(event) == "event000000001-cells.csv: the event's hits file is missing");
}

TEST_CASE("unknown, missing and repeated columns are refused") {
  SmallEvent event;
  event.hits = "hit_id,x,y,z,volume_id,layer_id,module_id,colour\n";
  CHECK(complaint(event) == hits_at +
                                "1:43: unknown column \"colour\"; expected "
                                "hit_id,x,y,z,volume_id,layer_id,module_id");
  event.hits = "hit_id,x,y,volume_id,layer_id,module_id\n";
  CHECK(complaint(event) ==
        hits_at + "1:40: no column \"z\"; expected hit_id,x,y,z,volume_id,layer_id,module_id");
  event.hits = "hit_id,x,x,y,z,volume_id,layer_id,module_id\n";
  CHECK(complaint(event) == hits_at + "1:10: column \"x\" is there twice");
  event = SmallEvent();
  event.truth = "hit_id,weight\n";
  CHECK(complaint(event) ==
        "event000000001-truth.csv:1:14: no column \"particle_id\"; expected "
        "hit_id,particle_id,tx,ty,tz,tpx,tpy,tpz,[weight]");
  event.truth = "1,0,3,4,5,6,7,8,9\n";
  CHECK(complaint(event).starts_with("event000000001-truth.csv:1:1: unknown column \"1\""));
}

TEST_CASE("coordinates that are not finite are refused") {
  const std::string good = "1,3,4,10.5,7,2,1\n";
  CHECK(complaint_about_hits(good + "2,nan,4,5,7,2,1\n") ==
        hits_at + "3:3: x is not finite: \"nan\"");
  CHECK(complaint_about_hits(good + "2,1,inf,5,7,2,1\n") ==
        hits_at + "3:5: y is not finite: \"inf\"");
  CHECK(complaint_about_hits("2,1,1,-inf,7,2,1\n") == hits_at + "2:7: z is not finite: \"-inf\"");
  CHECK(complaint_about_hits("2,1e39,1,1,7,2,1\n") == hits_at + "2:3: x is not finite: \"1e39\"");
  CHECK(complaint_about_hits("2,-1e999,1,1,7,2,1\n") ==
        hits_at + "2:3: x is not finite: \"-1e999\"");
  SmallEvent event;
  event.truth = replaced(event.truth, "0.75", "nan");
  CHECK(complaint(event) == "event000000001-truth.csv:2:43: weight is not finite: \"nan\"");
}

TEST_CASE("fields that are no numbers are refused") {
  CHECK(complaint_about_hits("1,abc,4,5,7,2,1\n") == hits_at + "2:3: x is not a number: \"abc\"");
  CHECK(complaint_about_hits("1,\"3\",4,5,7,2,1\n") ==
        hits_at + "2:3: x is not a number: \"\"3\"\"");
  CHECK(complaint_about_hits("1, 3,4,5,7,2,1\n") == hits_at + "2:3: x is not a number: \" 3\"");
  CHECK(complaint_about_hits("one,3,4,5,7,2,1\n") ==
        hits_at + "2:1: hit_id is not an integer of 0 or more: \"one\"");
  CHECK(complaint_about_hits("-1,3,4,5,7,2,1\n") ==
        hits_at + "2:1: hit_id is not an integer of 0 or more: \"-1\"");
  CHECK(complaint_about_hits("1,3,4,5,7.5,2,1\n") ==
        hits_at + "2:10: unexpected \".5\" after a number");
  CHECK(complaint_about_hits("1,3mm,4,5,7,2,1\n") ==
        hits_at + "2:4: unexpected \"mm\" after a number");
  CHECK(complaint_about_hits("1,,4,5,7,2,1\n") == hits_at + "2:3: x is missing");
  CHECK(complaint_about_hits("1,3,4,5,4294967296,2,1\n") ==
        hits_at + "2:9: volume_id is too large: \"4294967296\"");
  CHECK(complaint_about_hits("1,3,4,5,x,2,1\n") ==
        hits_at + "2:9: volume_id is not an integer: \"x\"");
}

TEST_CASE("short, long and blank lines and trailing garbage are refused") {
  const std::string good = "1,3,4,10.5,7,2,1\n";
  CHECK(complaint_about_hits(good + "2,3,4\n") ==
        hits_at + "3:6: the line ends early: 7 fields expected");
  CHECK(complaint_about_hits(good + "2,3,4,5,7,2,\n") == hits_at + "3:13: module_id is missing");
  CHECK(complaint_about_hits(good + "2,3,4,5,7,2") ==
        hits_at + "3:12: the line ends early: 7 fields expected");
  CHECK(complaint_about_hits(good + "2,3,4,5,7,2,1,9\n") ==
        hits_at + "3:14: more fields than the header has columns");
  CHECK(complaint_about_hits(good + "\n" + good) == hits_at + "3:1: blank line");
  CHECK(complaint_about_hits(good + "\n") == hits_at + "3:1: blank line");
  CHECK(complaint_about_hits(good + "</html>\n") ==
        hits_at + "3:1: hit_id is not an integer of 0 or more: \"</html>\"");
  CHECK(complaint_about_hits(good + std::string(8, '\0')) ==
        hits_at + "3:1: hit_id is not an integer of 0 or more: \"????????\"");
}

TEST_CASE("ids of 2^63 and more are refused") {
  CHECK(complaint_about_hits("9223372036854775808,3,4,5,7,2,1\n") ==
        hits_at + "2:1: hit_id is 2^63 or more: \"9223372036854775808\"");
  SmallEvent event;
  event.truth = replaced(event.truth, "4503668346847232", "18446744073709551617");
  CHECK(complaint(event) ==
        "event000000001-truth.csv:2:3: particle_id is 2^63 or more: \"18446744073709551617\"");
  event = SmallEvent();
  event.particles = replaced(event.particles, "4503668346847232", "9223372036854775808");
  CHECK(complaint(event) ==
        "event000000001-particles.csv:2:1: particle_id is 2^63 or more: \"9223372036854775808\"");
}

TEST_CASE("ids that are there twice are refused") {
  CHECK(complaint_about_hits("1,3,4,5,7,2,1\n2,3,4,5,7,2,1\n1,3,4,5,7,2,1\n") ==
        hits_at + "4:1: hit_id 1 is there twice");
  SmallEvent event;
  event.particles += "4503668346847232,0,0,0,0,0,0,1,1\n";
  CHECK(complaint(event) ==
        "event000000001-particles.csv:3:1: particle_id 4503668346847232 is there twice");
  event = SmallEvent();
  event.truth = replaced(event.truth, "\n2,0,", "\n1,0,");
  CHECK(complaint(event) == "event000000001-truth.csv:3:1: hit_id 1 is there twice");
}

TEST_CASE("a module that the detector lacks is refused") {
  CHECK(complaint_about_hits("1,3,4,5,7,2,1\n2,3,4,5,7,2,99\n") ==
        hits_at + "3:13: module 99 of volume 7, layer 2 is not in the detector file");
  CHECK(complaint_about_hits("1,3,4,5,65543,2,1\n") ==
        hits_at + "2:17: module 1 of volume 65543, layer 2 is not in the detector file");
}

TEST_CASE("cells and truth of a hit that is not there are refused") {
  SmallEvent event;
  event.cells += "4,1,1,1\n";
  CHECK(complaint(event) == "event000000001-cells.csv:5:1: the hits file has no hit 4");
  event = SmallEvent();
  event.truth += "4,0,0,0,0,0,0,0,0\n";
  CHECK(complaint(event) == "event000000001-truth.csv:5:1: the hits file has no hit 4");
  event = SmallEvent();
  event.cells = "ch0,ch1,value,hit_id\n1,1,1,0\n";
  CHECK(complaint(event) == "event000000001-cells.csv:2:7: the hits file has no hit 0");
}

TEST_CASE("hits that the truth lacks are refused") {
  SmallEvent event;
  event.truth = replaced(event.truth, "2,0,-6,8,20,0,0,0,0\n", "");
  CHECK(complaint(event) ==
        "event000000001-truth.csv: no row for hit_id 2 (line 3 of the hits file)");
}

TEST_CASE("a bad detector file is refused before any event is read") {
  const auto refusal = [](const std::string& detectors) {
    const TemporaryFolder folder;
    SmallEvent event;
    event.detectors = detectors;
    event.write(folder);
    std::string message = message_of([&] { Reader reader(config_for(folder.path())); });
    return message.erase(0, std::min(message.size(), folder.path().string().size() + 1));
  };
  const SmallEvent good;
  CHECK(refusal(detector_header) == "detectors.csv:1: no modules, no row but the header");
  CHECK(refusal(replaced(good.detectors, "8,2,5,10,", "8,2,5,ten,")) ==
        "detectors.csv:2:7: cx is not a number: \"ten\"");
  CHECK(refusal(replaced(good.detectors, "8,2,5,", "65536,2,5,")) ==
        "detectors.csv:2:1: volume_id is too large: 65536");
  CHECK(refusal(replaced(good.detectors, "8,2,5,", "7,2,1,")) ==
        "detectors.csv: module 7/2/1 is listed twice");
  CHECK(refusal(replaced(good.detectors, "pitch_v", "pitch"))
            .starts_with("detectors.csv:1:155: unknown column \"pitch\"; expected volume_id,"));
}

TEST_CASE("without a detector file the reader says what to do") {
  const TemporaryFolder folder;
  SmallEvent event;
  event.detectors = "";
  event.write(folder);
  Reader::Config config = config_for(folder.path());
  CHECK(message_of([&] { Reader reader(config); }) ==
        folder.path().string() +
            ": has no detectors.csv or detectors.csv.gz; put it beside the events or name one with "
            "the parameter \"detector\"");
  config.detector = (folder.path() / "geometry.csv").string();
  CHECK(
      message_of([&] { Reader reader(config); }).starts_with(config.detector + ": cannot open: "));
  folder.write("geometry.csv", SmallEvent().detectors);
  CHECK(read_first(config).hits.size() == 3);
}

TEST_CASE("a path without events is refused, naming the parameter") {
  const TemporaryFolder folder;
  folder.write("detectors.csv", SmallEvent().detectors);
  folder.write("eventual-hits.csv", "");
  folder.write("event5-tracks.csv", "");
  const auto parameter = [](const fs::path& path) {
    try {
      Reader reader(config_for(path));
    } catch (const trackloom::ConfigError& error) {
      return error.parameter() + ": " + error.what();
    }
    return std::string();
  };
  CHECK(parameter(folder.path()) ==
        "path: " + folder.path().string() +
            ": no events, that is no files such as event000001000-hits.csv or .csv.gz, here or one "
            "folder down");
  CHECK(parameter(folder.path() / "none") ==
        "path: " + (folder.path() / "none").string() + ": no such file or directory");
}

TEST_CASE("two files for the same part of an event are refused") {
  const TemporaryFolder folder;
  SmallEvent().write(folder);
  folder.write("event1-hits.csv", "");
  const std::string root = folder.path().string();
  CHECK(message_of([&] { Reader reader(config_for(folder.path())); }) ==
        "event 1 has two hits files, " + root + "/event000000001-hits.csv and " + root +
            "/event1-hits.csv; remove one");
}

TEST_CASE("a file that cannot be opened is the event's error") {
  const TemporaryFolder folder;
  SmallEvent().write(folder);
  const std::string file = (folder.path() / "event000000001-truth.csv").string();
  Reader reader(config_for(folder.path()));
  fs::remove(file);
  FakeContext context;
  reader.begin(context);
  ReadEvent event;
  CHECK(message_of([&] { next(reader, event); }) ==
        file + ": cannot open: No such file or directory");
}
