// A profile as an officer has it after years, made in its store: messages of two offices in six languages, forms that are settled
// and forms that are open. No network; the same messages at every run.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "client-sdk/client/context.hpp"
#include "tests/simulation/offices.hpp"
#include "tests/support/seeded_random.hpp"
#include "tests/support/temp_folder.hpp"
#include "valise/v1/content.pb.h"

namespace valise::bench {

class ClientProfile {
 public:
  ClientProfile();

  [[nodiscard]] sdk::client::Context& context() { return *context_; }
  [[nodiscard]] const std::vector<base::RoomId>& rooms() const { return rooms_; }

  // write_messages stores texts in all languages in turn, indexed, in 100 rooms.
  void write_messages(std::size_t count);
  // Words that stand in one of a thousand messages of a language, and in most of them; as people type them, without accents.
  [[nodiscard]] std::map<std::string, std::string> rare_words() const;
  [[nodiscard]] std::map<std::string, std::string> common_words() const;

  // open_forms stores questions that nobody has answered; settle_forms such that were answered.
  void open_forms(std::size_t count);
  void settle_forms(std::size_t count);

 private:
  void make_rooms();
  [[nodiscard]] v1::Content content(std::size_t device);
  sdk::store::Message next_message(std::size_t device, const base::RoomId& room, const v1::Content& said);
  void put(std::size_t device, const base::RoomId& room, const v1::Content& said);
  v1::Content put_question();
  [[nodiscard]] std::string text(std::size_t number);

  base::SystemClock clock_;
  tests::SeededRandom random_{50};
  tests::TempFolder folder_{"valise-client-bench"};
  simulation::Offices offices_;
  std::unique_ptr<sdk::client::Context> context_;
  std::vector<base::RoomId> rooms_;
  std::uint64_t seq_ = 0;
};

}  // namespace valise::bench
