// Stages that do next to nothing, for every kind of port, parameter and refusal.
#include "plugins_static/planning_products.hpp"
#include "trackloom/plugin.hpp"

namespace trackloom::planning {
namespace {

class Numbers {
 public:
  struct Config {
    int count = 3;
    std::string path;
  };
  static void describe(StageDescription<Config>& stage) {
    stage.doc("Numbers from 0");
    stage.param("count", &Config::count).doc("how many").range(0, 1000);
    stage.param("path", &Config::path).doc("where they might come from").input_path();
  }
  explicit Numbers(const Config& config) : count_(config.count) {}
  bool operator()(EventInfo& info, Number& out) {
    if (next_ == count_) return false;
    info.id = static_cast<std::uint64_t>(next_);
    out.value = next_++;
    return true;
  }

 private:
  int count_;
  int next_ = 0;
};

class MakeSquare {
 public:
  struct Config {
    double scale = 1;
    int power = 2;
    bool check = false;
    std::string mode = "fast";
    std::vector<double> offsets;
    std::vector<int> bins = {1, 2};
    std::string table;
  };
  static void describe(StageDescription<Config>& stage) {
    stage.doc("The square of a number");
    stage.param("scale", &Config::scale).doc("factor on the result").unit("mm").range(0, 10);
    stage.param("power", &Config::power).doc("exponent").at_least(1);
    stage.param("check", &Config::check).doc("test the result");
    stage.param("mode", &Config::mode).doc("how").one_of({"fast", "exact"});
    stage.param("offsets", &Config::offsets).doc("added one by one").range(-1, 1);
    stage.param("bins", &Config::bins).doc("edges of bins");
    stage.param("table", &Config::table).doc("file with squares").input_file();
  }
  explicit MakeSquare(const Config& config) : scale_(config.scale) {}
  void operator()(const Number& number, Square& square) const {
    square.value = scale_ * number.value * number.value;
  }

 private:
  double scale_;
};

struct NoConfig {};

class Filter {
 public:
  using Config = NoConfig;
  static void describe(StageDescription<Config>& stage) {
    stage.doc("A square, passed on").inputs({"in"}).outputs({"filtered"});
  }
  explicit Filter(const Config&) {}
  void operator()(const Square& in, const Rare* rare, Square& filtered) const {
    filtered.value = rare != nullptr ? rare->value : in.value;
  }
};

class Twins {
 public:
  using Config = NoConfig;
  static void describe(StageDescription<Config>& stage) {
    stage.doc("Two products of one type").outputs({"first", "second"});
  }
  explicit Twins(const Config&) {}
  void operator()(const Number&, Square&, Square&) const {}
};

class MakeRare {
 public:
  struct Config {
    std::string weights;
  };
  static void describe(StageDescription<Config>& stage) {
    stage.doc("A rare product").serial();
    stage.param("weights", &Config::weights).doc("trained weights").required().input_file();
  }
  explicit MakeRare(const Config&) {}
  void operator()(const Square&, Rare&) {}
};

class NeedsOld {
 public:
  using Config = NoConfig;
  static void describe(StageDescription<Config>& stage) { stage.doc("Built long ago"); }
  explicit NeedsOld(const Config&) {}
  void operator()(const OldSquare&) {}
};

class Refuses {
 public:
  struct Config {
    int level = 0;
    int other = 0;
  };
  static void describe(StageDescription<Config>& stage) {
    stage.doc("Refuses odd levels");
    stage.param("level", &Config::level).doc("must be even");
    stage.param("other", &Config::other).doc("5 is not taken well");
  }
  explicit Refuses(const Config& config) {
    if (config.level % 2 != 0) throw ConfigError("the level is odd", "level");
    if (config.other == 5) throw std::runtime_error("no fives here");
    if (config.other == 6) throw 6;  // NOLINT: not a std::exception, on purpose
  }
  void operator()(const Number&) {}
};

class Device {
 public:
  using Config = NoConfig;
  struct Lane {};
  static void describe(StageDescription<Config>& stage) { stage.doc("Done at once"); }
  explicit Device(const Config&) {}
  std::unique_ptr<Lane> make_lane(unsigned) { return std::make_unique<Lane>(); }
  void acquire(Lane&, Completion done, const Square&) { done.done(); }
  void produce(Lane&, Rare&) {}
};

class Print {
 public:
  struct Config {
    std::string path = "squares.txt";
  };
  static void describe(StageDescription<Config>& stage) {
    stage.doc("Takes squares");
    stage.param("path", &Config::path).doc("file to write").output_path();
  }
  explicit Print(const Config&) {}
  void operator()(const Square&) {}
};

class Anything {
 public:
  using Config = NoConfig;
  static void describe(StageDescription<Config>& stage) { stage.doc("Reads only the event's id"); }
  explicit Anything(const Config&) {}
  void operator()(const EventInfo&, const Rare*) {}
};

class Undescribed {
 public:
  using Config = NoConfig;
  static void describe(StageDescription<Config>&) { throw std::runtime_error("lost for words"); }
  explicit Undescribed(const Config&) {}
  void operator()(const Number&) {}
};

}  // namespace
}  // namespace trackloom::planning

namespace p = trackloom::planning;
TRACKLOOM_PLUGIN("planning", "1.0", trackloom::stage<p::Numbers>("numbers"),
                 trackloom::stage<p::MakeSquare>("square"), trackloom::stage<p::Filter>("filter"),
                 trackloom::stage<p::Twins>("twins"), trackloom::stage<p::MakeRare>("rare"),
                 trackloom::stage<p::NeedsOld>("needs_old"),
                 trackloom::stage<p::Refuses>("refuses"), trackloom::stage<p::Device>("device"),
                 trackloom::stage<p::Print>("print"), trackloom::stage<p::Anything>("anything"),
                 trackloom::stage<p::Undescribed>("undescribed"))
