// What the directory costs a client, with a made-up directory of real size: verification, restart, later entries, search, memory;
// the same from the real valised on loopback; and what a whole audit costs. All in processor time of this thread.
//
//   directory_bench [--json] [--quick]
#include <malloc.h>

#include <cstring>
#include <stdexcept>

#include "audit/audit.hpp"
#include "bench/directory_relay.hpp"
#include "bench/figures.hpp"
#include "bench/relay_usage.hpp"
#include "keys/directory/log.hpp"
#include "keys/directory/tile.hpp"
#include "keys/records/search.hpp"
#include "tests/generator/generate.hpp"
#include "tests/support/temp_folder.hpp"

namespace valise::bench {
namespace {

constexpr double replay_target = 1.3;    // times the verification of all signatures
constexpr double search_limit_ms = 10;   // a person does not notice it
constexpr double memory_limit_mib = 64;  // of a client
constexpr std::size_t chunk = 500;       // entries between two measurements of the floor

template <class T>
T must(base::Result<T> result) {
  if (!result) throw std::runtime_error(result.error().message());
  return std::move(*result);
}
void must(const base::Result<>& result) {
  if (!result) throw std::runtime_error(result.error().message());
}

struct Generated {
  explicit Generated(const tests::Scale& scale) : made(tests::generate(scale, relay, random)) {}

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
directory::Log replay(const Generated& network, std::vector<Figure>& figures) {
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

void restart(const Generated& network, const directory::Head& head, std::vector<Figure>& figures) {
  const double spent = timed([&] { static_cast<void>(must(directory::Log::restore(network.made.entries, head))); });
  figures.push_back({"restart: replay of what was verified before", spent / 1000, "ms"});
}

// Some more entries arrive at a client that has all others.
void later_entries(const Generated& network, std::size_t count, const std::string& name, std::vector<Figure>& figures) {
  const auto& entries = network.made.entries;
  const std::span before(entries.data(), entries.size() - count);
  const auto had = must(directory::Log::restore(before, network.checkpoint(before.size()).head()));
  const auto checkpoint = network.checkpoint(entries.size());
  std::vector<double> samples;
  for (int i = 0; i < 5; ++i) {
    auto log = had;
    samples.push_back(timed([&] { must(log.accept(std::span(entries).last(count), checkpoint, network.relay.id)); }));
  }
  const double floor = Verifications().us(entries, entries.size() - count, entries.size());
  figures.push_back({name + ", against its verifications", median(samples), "us", floor});
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
  const auto all = must(records::Selector::parse("country=FR,mandate=untoc-18,language=fr,on-duty"));
  records::SearchIndex names;
  figures.push_back({"search, folding of all names, once", timed([&] { names.update(state); }) / 1000, "ms"});
  search_row("words", [&] { return names.search("ministry kenya").authorities.size(); }, figures);
  search_row("words in Arabic", [&] { return names.search("وزارة العدل").authorities.size(); }, figures);
  search_row("selector", [&] { return records::select(state, selector, now).posts.size(); }, figures);
  search_row("country, mandate, language, on duty", [&] { return records::select(state, all, now).posts.size(); }, figures);
  search_row("on duty now", [&] { return records::select(state, on_duty, now).posts.size(); }, figures);
  search_row("officers", [&] { return names.search_officers("ka").size(); }, figures);
}

// ---- from the real relay ----

// take reads one page and gives how many entries it brought.
std::size_t take(const Page& page, std::vector<base::Bytes>& entries, std::string& note) {
  v1::RelayFrame frame;
  if (!frame.ParseFromArray(page.frame.data(), static_cast<int>(page.frame.size())) || frame.log_entries().entries().empty()) {
    throw std::runtime_error("the relay did not answer with entries");
  }
  for (const auto& entry : frame.log_entries().entries()) entries.push_back(base::to_bytes(entry));
  note = frame.log_entries().checkpoint();
  return static_cast<std::size_t>(frame.log_entries().entries_size());
}

// sync does what a client does from its first request to the verified head, but for keeping it in the store.
void sync(ServedDirectory& served, directory::Log& log) {
  std::vector<base::Bytes> entries;
  std::string note;
  served.fetch(log.head().size, [&](const Page& page) { return take(page, entries, note); });
  must(log.accept(entries, must(directory::Checkpoint::parse(note)), served.relay()));
}

// The floor of a sync: the same answers read and dropped, and the verifications.
double sync_floor(ServedDirectory& served, std::size_t first) {
  std::vector<std::uint64_t> starts;
  served.fetch(first, [&](const Page& page) {
    starts.push_back(page.first);
    std::vector<base::Bytes> entries;
    std::string note;
    return take(page, entries, note);
  });
  const double bytes = timed([&] {
    for (const auto start : starts) static_cast<void>(served.ask(start));
  });
  return bytes + Verifications().us(served.entries(), first, served.entries().size());
}

void first_sync(ServedDirectory& served, directory::Log& log, std::vector<Figure>& figures) {
  const auto before = Usage::of(served.pid()).all();
  const double spent = timed([&] { sync(served, log); });
  const double relay = (Usage::of(served.pid()).all() - before) * 1e6 / static_cast<double>(served.entries().size());
  figures.push_back(
      {"first sync over loopback, against its bytes and verifications", spent / 1000, "ms", sync_floor(served, 0) / 1000});
  figures.push_back({"first sync over loopback, the relay's part", relay, "us/entry"});
}

void later_sync(ServedDirectory& served, std::size_t count, const std::string& name, std::vector<Figure>& figures) {
  const auto& entries = served.entries();
  directory::MerkleLog tree;
  for (const auto& entry : std::span(entries).first(entries.size() - count)) tree.append(directory::leaf_hash(entry));
  const auto had =
      must(directory::Log::restore(std::span(entries).first(entries.size() - count), {.size = tree.size(), .root = tree.root()}));
  std::vector<double> samples;
  for (int i = 0; i < 5; ++i) {
    auto log = had;
    samples.push_back(timed([&] { sync(served, log); }));
  }
  figures.push_back({name + " over loopback, against bytes and verifications", median(samples), "us",
                     sync_floor(served, entries.size() - count)});
}

// ---- a second opinion ----

void write_files(const directory::Log& log, const std::vector<base::Bytes>& entries, const directory::Checkpoint& note,
                 const std::filesystem::path& folder) {
  const auto put = [&](const std::string& name, std::string_view content) {
    std::filesystem::create_directories((folder / name).parent_path());
    tests::write_file(folder / name, content);
  };
  put("checkpoint", note.format());
  for (const auto& tile : directory::tiles_of(log.head().size)) {
    base::Bytes content;
    if (tile.level) content = directory::hash_tile(log.tree(), tile);
    for (std::uint64_t i = 0; !tile.level && i < tile.width; ++i) {
      static_cast<void>(directory::append_entry(content, entries[tile.index * directory::tile_width + i]));
    }
    put(tile.path(), base::as_text(content));
  }
}

void audit_row(const std::string& name, audit::Source& source, const std::vector<base::Bytes>& entries,
               std::vector<Figure>& figures) {
  std::size_t changes = 0;
  const double spent = timed([&] { changes = must(audit::audit_log(source, {})).changes.size(); });
  if (changes != entries.size()) throw std::runtime_error("audit");
  const double floor = Verifications().us(entries, 0, entries.size());
  figures.push_back(
      {"valise-audit of the whole directory, " + name + ", against its verifications", spent / 1000, "ms", floor / 1000});
}

void from_the_relay(const std::filesystem::path& folder, const tests::Scale& scale, std::vector<Figure>& figures) {
  ServedDirectory served(folder, scale);
  served.connect();
  directory::Log log;
  first_sync(served, log, figures);
  later_sync(served, 1, "one entry more", figures);
  later_sync(served, 100, "100 entries more", figures);
  served.close();
  const auto source = must(audit::open_server({.url = served.tiles(), .pin = served.relay(), .token = {}}));
  audit_row("over HTTPS", *source, served.entries(), figures);
}

void from_files(const Generated& network, const directory::Log& log, const std::filesystem::path& folder,
                std::vector<Figure>& figures) {
  write_files(log, network.made.entries, network.checkpoint(network.made.entries.size()), folder / "tiles");
  const auto source = audit::open_folder(folder / "tiles");
  audit_row("from files", *source, network.made.entries, figures);
}

double allocated_mib() {
  const struct mallinfo2 info = mallinfo2();
  return static_cast<double>(info.uordblks + info.hblkhd) / (1024 * 1024);
}

void memory(const Generated& network, const directory::Head& head, std::vector<Figure>& figures) {
  const double before = allocated_mib();
  const auto log = must(directory::Log::restore(network.made.entries, head));
  figures.push_back({"memory of the replayed directory, against 64 MiB", allocated_mib() - before, "MiB", memory_limit_mib, 1.0});
}

void size(const Generated& network, std::vector<Figure>& figures) {
  std::size_t bytes = 0;
  for (const auto& entry : network.made.entries) bytes += entry.size();
  figures.push_back({"entries of the log", static_cast<double>(network.made.entries.size()), "entries"});
  figures.push_back({"bytes of the log", static_cast<double>(bytes) / (1024 * 1024), "MiB"});
}

std::vector<Figure> measure(const tests::Scale& scale) {
  std::vector<Figure> figures;
  const Generated network(scale);
  size(network, figures);
  const auto log = replay(network, figures);
  restart(network, log.head(), figures);
  later_entries(network, 1, "one entry more", figures);
  later_entries(network, 100, "100 entries more", figures);
  search(log.state(), figures);
  memory(network, log.head(), figures);
  const tests::TempFolder folder("directory-bench");
  from_files(network, log, folder.path(), figures);
  from_the_relay(folder.path(), scale, figures);
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
    if (std::strcmp(argv[i], "--quick") == 0) scale = {.authorities = 200, .officers = 240, .devices = 260};
  }
  bench::print("directory", bench::measure(scale), form);
  return 0;
}
