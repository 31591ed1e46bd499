// What an officer's own history costs: search among many messages in six languages, beside reading them all, and lists of what is
// open, beside few and beside many that are settled. Search in processor time of this thread, lists in SQLite's instructions.
//
//   client_bench [--json] [--quick]
#include <cstring>
#include <stdexcept>

#include "bench/client_profile.hpp"
#include "bench/figures.hpp"
#include "client-sdk/client/form_view.hpp"
#include "client-sdk/client/reference.hpp"
#include "client-sdk/client/search.hpp"
#include "client-sdk/client/waiting.hpp"
#include "client-sdk/client/words.hpp"

namespace valise::bench {
namespace {

namespace client = sdk::client;
namespace store = sdk::store;

constexpr double scan_share = 0.01;    // of reading everything
constexpr double index_share = 3;      // of index and messages alone: rooms, links and people are shown besides
constexpr double settled_share = 1.0;  // of what the same list costs beside a tenth as many

struct Scale {
  std::size_t messages = 50'000;
  std::size_t settled = 2'000;
};

template <class T>
T must(base::Result<T> result) {
  if (!result) throw std::runtime_error(result.error().message());
  return std::move(*result);
}

// scan_us reads all messages, folds their words and looks, as a program without an index has to.
double scan_us(ClientProfile& profile, const std::string& word) {
  const auto wanted = client::index_of(word);
  std::size_t found = 0;
  const double spent = timed([&] {
    for (const auto& room : profile.rooms()) {
      const auto messages = must(profile.context().store.transaction(
          [&](store::Transaction& tx) { return tx.messages().in_room(room, {.offset = 0, .limit = 1'000'000}); }));
      for (const auto& message : messages) found += client::index_of(client::content_of(message).text().text()).contains(wanted);
    }
  });
  if (found == 0) throw std::runtime_error("scan: nothing found");
  return spent;
}

double search_us(ClientProfile& profile, const std::string& words) {
  std::vector<double> samples;
  for (int i = 0; i < 15; ++i) {
    std::size_t found = 0;
    samples.push_back(
        timed([&] { found = must(client::find_messages(profile.context(), {.text = words, .limit = 20})).messages.size(); }));
    if (found == 0) throw std::runtime_error("search: nothing found");
  }
  return median(samples);
}

// index_us is what the store alone takes for the same messages.
double index_us(ClientProfile& profile, const std::string& words) {
  std::vector<double> samples;
  for (int i = 0; i < 15; ++i) {
    samples.push_back(timed([&] {
      static_cast<void>(must(profile.context().store.transaction([&](store::Transaction& tx) {
        return tx.word_index().search(client::terms_of(words), {.room = {}, .sender = {}, .since = {}},
                                      {.offset = 0, .limit = 21});
      })));
    }));
  }
  return median(samples);
}

void search(ClientProfile& profile, std::vector<Figure>& figures) {
  for (const auto& [language, rare] : profile.rare_words()) {
    figures.push_back({"search, rare word, " + language + ", against reading all messages", search_us(profile, rare), "us",
                       scan_us(profile, rare), scan_share});
  }
  for (const auto& [language, common] : profile.common_words()) {
    figures.push_back({"search, common word, " + language + ", newest 20, against index and messages alone",
                       search_us(profile, common), "us", index_us(profile, common), index_share});
  }
}

template <class Work>
double instructions(ClientProfile& profile, Work&& work) {
  work();  // what is settled since is struck
  const auto before = profile.context().store.instructions();
  work();
  return static_cast<double>(profile.context().store.instructions() - before);
}

void lists(ClientProfile& profile, std::size_t settled, std::vector<Figure>& figures) {
  const auto all = [&] { static_cast<void>(must(client::waiting(profile.context()))); };
  const auto promises = [&] {
    if (!client::note_late_forms(profile.context())) throw std::runtime_error("promises");
  };
  profile.open_forms(10);
  profile.settle_forms(settled / 10);
  const double few[] = {instructions(profile, all), instructions(profile, promises)};
  profile.settle_forms(settled - settled / 10);
  const auto beside = ", 10 open beside " + std::to_string(settled) + " settled, against a tenth as many";
  figures.push_back({"what waits" + beside, instructions(profile, all), "instructions", few[0], settled_share});
  figures.push_back({"broken promises" + beside, instructions(profile, promises), "instructions", few[1], settled_share});
}

int run(int argc, char** argv) {
  Scale scale;
  auto form = Form::table;
  for (int i = 1; i < argc; ++i) {
    if (std::strcmp(argv[i], "--quick") == 0) scale = {.messages = 1'200, .settled = 40};
    if (std::strcmp(argv[i], "--json") == 0) form = Form::json;
  }
  ClientProfile profile;
  std::vector<Figure> figures;
  const double filled = timed([&] { profile.write_messages(scale.messages); });
  figures.push_back({"storing and indexing a message, of " + std::to_string(scale.messages),
                     filled / static_cast<double>(scale.messages), "us"});
  search(profile, figures);
  lists(profile, scale.settled, figures);
  print("client", figures, form);
  return 0;
}

}  // namespace
}  // namespace valise::bench

int main(int argc, char** argv) { return valise::bench::run(argc, argv); }
