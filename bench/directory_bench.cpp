// What the directory costs a client, with a made-up directory of real size: verification, restart, a later entry, search, memory.
//
//   directory_bench [--json] [--quick]
#include <malloc.h>

#include <cstring>
#include <stdexcept>

#include "bench/figures.hpp"
#include "keys/directory/log.hpp"
#include "keys/records/search.hpp"
#include "tests/generator/generate.hpp"

namespace valise::bench {
namespace {

constexpr double replay_target = 1.3;    // times the verification of all signatures
constexpr double search_limit_ms = 10;   // a person does not notice it
constexpr double memory_limit_mib = 64;  // of a client
constexpr std::size_t chunk = 500;       // entries between two measurements of the floor

template <class T>
T must(base::Result<T> result) {
  if (!result) throw std::runtime_error(result.error().message());
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

struct Network {
  explicit Network(const tests::Scale& scale) : made(tests::generate(scale, relay, random)) {}

  [[nodiscard]] directory::Checkpoint checkpoint(std::size_t size) const {
    directory::MerkleLog tree;
    for (std::size_t i = 0; i < size; ++i) tree.append(directory::leaf_hash(made.entries[i]));
    auto out = directory::Checkpoint::make(relay.log_origin, {tree.size(), tree.root()});
    out.sign(log_key);
    return out;
  }

  tests::SeededRandom random;
  crypto::SigningKey log_key = crypto::SigningKey::generate(random);
  tests::RelayDescription relay{.id = random.id<base::RelayId>(), .log_key = log_key.verify_key()};
  tests::GeneratedDirectory made;
};

// Verifications does what replay cannot do without: a verification for each signature, over bytes of the same length.
class Verifications {
 public:
  double us(const std::vector<base::Bytes>& entries, std::size_t first, std::size_t last) {
    double total = 0;
    for (std::size_t i = first; i < last; ++i) {
      const auto statement = must(directory::SignedStatement::parse(entries[i]));
      std::size_t count = statement.signatures().size();
      if (statement.statement().has_device_enrolled()) count += 2;
      const base::Bytes message(statement.statement_bytes().size(), 'x');
      const auto signature = key_.sign(message);
      total += timed([&] {
        for (std::size_t n = 0; n < count; ++n)
          right_ = crypto::verify(key_.verify_key(), message, signature).has_value() && right_;
      });
    }
    if (!right_) throw std::runtime_error("verification");
    return total;
  }

 private:
  tests::SeededRandom random_;
  crypto::SigningKey key_ = crypto::SigningKey::generate(random_);
  bool right_ = true;
};

// replay takes in the whole log, each chunk measured beside its floor.
directory::Log replay(const Network& network, std::vector<Figure>& figures) {
  directory::Log log;
  Verifications verifications;
  const auto& entries = network.made.entries;
  double spent = 0;
  double floor = 0;
  for (std::size_t first = 0; first < entries.size(); first += chunk) {
    const std::size_t last = std::min(first + chunk, entries.size());
    spent += timed([&] {
      for (std::size_t i = first; i < last; ++i) must(log.append(entries[i]));
    });
    floor += verifications.us(entries, first, last);
  }
  figures.push_back(
      {"first sync: verify and replay, against its verifications", spent / 1000, "ms", floor / 1000, replay_target});
  return log;
}

void restart(const Network& network, const directory::Head& head, std::vector<Figure>& figures) {
  const double spent = timed([&] { static_cast<void>(must(directory::Log::restore(network.made.entries, head))); });
  figures.push_back({"restart: replay of what was verified before", spent / 1000, "ms"});
}

// One more entry arrives at a client that has all others.
void later_entry(const Network& network, std::vector<Figure>& figures) {
  const auto& entries = network.made.entries;
  const std::span before(entries.data(), entries.size() - 1);
  const std::span last(entries.data() + entries.size() - 1, 1);
  auto log = must(directory::Log::restore(before, network.checkpoint(before.size()).head()));
  const auto checkpoint = network.checkpoint(entries.size());
  const double spent = timed([&] {
    if (auto accepted = log.accept(last, checkpoint, network.relay.id); !accepted) throw std::runtime_error("accept");
  });
  const double floor = Verifications().us(entries, entries.size() - 1, entries.size());
  figures.push_back({"one entry more, against its verification", spent, "us", floor});
}

template <class Work>
void search_row(const std::string& name, Work&& work, std::vector<Figure>& figures) {
  std::vector<double> samples;
  std::size_t found = 0;
  for (int i = 0; i < 15; ++i) samples.push_back(timed([&] { found = work(); }) / 1000);
  if (found == 0) throw std::runtime_error("nothing found: " + name);
  figures.push_back({"search, " + name + ", against 10 ms", median(samples), "ms", search_limit_ms, 1.0});
}

void search(const directory::DirectoryState& state, std::vector<Figure>& figures) {
  const auto now = base::SystemClock().now();
  const auto selector = must(records::Selector::parse("mandate=untoc-18,language=fr"));
  const auto on_duty = must(records::Selector::parse("on-duty"));
  records::SearchIndex names;
  figures.push_back({"search, folding of all names, once", timed([&] { names.update(state); }) / 1000, "ms"});
  search_row("words", [&] { return names.search("ministry kenya").authorities.size(); }, figures);
  search_row("words in Arabic", [&] { return names.search("وزارة العدل").authorities.size(); }, figures);
  search_row("selector", [&] { return records::select(state, selector, now).posts.size(); }, figures);
  search_row("on duty now", [&] { return records::select(state, on_duty, now).posts.size(); }, figures);
  search_row("officers", [&] { return names.search_officers("ka").size(); }, figures);
}

double allocated_mib() {
  const struct mallinfo2 info = mallinfo2();
  return static_cast<double>(info.uordblks + info.hblkhd) / (1024 * 1024);
}

void memory(const Network& network, const directory::Head& head, std::vector<Figure>& figures) {
  const double before = allocated_mib();
  const auto log = must(directory::Log::restore(network.made.entries, head));
  figures.push_back({"memory of the replayed directory, against 64 MiB", allocated_mib() - before, "MiB", memory_limit_mib, 1.0});
}

void size(const Network& network, std::vector<Figure>& figures) {
  std::size_t bytes = 0;
  for (const auto& entry : network.made.entries) bytes += entry.size();
  figures.push_back({"entries of the log", static_cast<double>(network.made.entries.size()), "entries"});
  figures.push_back({"bytes of the log", static_cast<double>(bytes) / (1024 * 1024), "MiB"});
}

std::vector<Figure> measure(const tests::Scale& scale) {
  std::vector<Figure> figures;
  const Network network(scale);
  size(network, figures);
  const auto log = replay(network, figures);
  restart(network, log.head(), figures);
  later_entry(network, figures);
  search(log.state(), figures);
  memory(network, log.head(), figures);
  return figures;
}

}  // namespace
}  // namespace valise::bench

int main(int argc, char** argv) {
  using namespace valise;
  auto form = bench::Form::table;
  tests::Scale scale;
  for (int i = 1; i < argc; ++i) {
    if (std::strcmp(argv[i], "--json") == 0) form = bench::Form::json;
    if (std::strcmp(argv[i], "--quick") == 0) scale = {.authorities = 386, .officers = 400, .devices = 700};
  }
  bench::print("directory", bench::measure(scale), form);
  return 0;
}
