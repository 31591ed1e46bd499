#include "tests/interop/walk/walk.hpp"

#include <algorithm>

namespace valise::interop {
namespace {

constexpr std::size_t rooms_at_once = 2;

std::string seeded(std::string command, std::uint64_t seed, std::size_t peer) {
  constexpr std::string_view mark = "{seed}";
  const auto at = command.find(mark);
  if (at != std::string::npos) command.replace(at, mark.size(), std::to_string(seed * 1000 + peer));
  return command;
}

class Walk {
 public:
  explicit Walk(const WalkOptions& options) : options_(options), world_{.random = tests::SeededRandom(options.seed)} {
    world_.most_members = options.members;
  }

  Counts run() {
    try {
      begin();
      for (; step_ <= options_.steps; ++step_) step();
      for (const auto& room : rooms_) room->close();
      for (const auto& peer : world_.peers) peer->finish();
    } catch (const Failure& failure) {
      throw Failure(report(failure.what()));
    }
    return world_.counts;
  }

 private:
  void begin() {
    for (const std::string& command : options_.commands) {
      const std::size_t number = world_.peers.size();
      world_.peers.push_back(std::make_unique<PeerProcess>(number, seeded(command, options_.seed, number), options_.transcripts));
    }
    for (const unsigned suite : options_.suites) {
      if (std::ranges::all_of(world_.peers, [&](const auto& peer) { return peer->suites().contains(suite); })) {
        suites_.push_back(suite);
      }
    }
    world_.suites = suites_;
    if (suites_.empty()) throw Failure("there is no cipher suite that all have");
    for (std::size_t i = 0; i < rooms_at_once; ++i) rooms_.push_back(new_room(suites_[i % suites_.size()]));
  }

  std::unique_ptr<Room> new_room(unsigned suite) { return std::make_unique<Room>(world_, suite); }

  void step() {
    std::unique_ptr<Room>& room = rooms_[world_.random.below(rooms_.size())];
    switch (world_.random.below(20)) {
      case 0:
      case 1:
      case 2: return room->join_from_outside();
      case 3:
      case 4:
      case 5: return room->talk();
      case 6: return room->restart();
      case 7:
        if (!world_.random.chance(6)) return room->talk();
        room->close();
        room = new_room(suites_[world_.random.below(suites_.size())]);
        return;
      case 8:
        switch (world_.random.below(3)) {
          case 0: return room->reinit();
          case 1: return room->branch();
          default: return room->name_sender();
        }
      default: return room->commit_something();
    }
  }

  std::string report(const std::string& what) const {
    std::string out = "seed " + std::to_string(options_.seed) + ", step " + std::to_string(step_) + ": " + what + "\n";
    for (const auto& peer : world_.peers) {
      out += "--- last lines of " + peer->name() + "\n";
      for (const std::string& line : peer->last_lines()) out += line + "\n";
    }
    return out;
  }

  const WalkOptions& options_;
  World world_;
  std::vector<unsigned> suites_;
  std::vector<std::unique_ptr<Room>> rooms_;
  std::size_t step_ = 0;
};

}  // namespace

Counts run_walk(const WalkOptions& options) { return Walk(options).run(); }

}  // namespace valise::interop
