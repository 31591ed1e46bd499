// The relay's box of proposals, as an administrator sees it: whose it shows, what is in it, and what became of each.
#pragma once

#include <CLI/CLI.hpp>

#include "keys/registrar/commands.hpp"

namespace valise::registrar {

// BoxOptions: with which key and where the box is opened.
struct BoxOptions {
  KeyOptions keys;
  RelayOptions relay;
  void add_to(CLI::App& command) {
    keys.add_to(command);
    relay.add_to(command);
  }
};

// Box is an administrator's session with the relay's box of proposals.
struct Box {
  std::unique_ptr<RelayLine> line;
  const crypto::KeyHolder* key = nullptr;
  std::vector<std::string> whose;  // authorities; one empty name: the registrar's, who sees all
};

// open_box fails with nothing_to_sign_with and key_has_no_say for keys of nobody whom the relay shows proposals.
[[nodiscard]] base::Result<Box> open_box(Session& session, const BoxOptions& options);

// Item is a proposal as the box has it, looked at with the workspace's eyes.
struct Item {
  directory::ProposalId id;
  directory::SignedStatement statement;
  base::UnixMillis submitted_at;
  std::optional<directory::ProposalRefusal> refusal;
};

// record_of gives the record that a proposal would bring.
[[nodiscard]] const v1::AuthorityRecord& record_of(const directory::SignedStatement& statement);

// read_box gives what is in the box; synced_box after the workspace has learnt what has happened since, so that a proposal is not
// shown against an old record.
[[nodiscard]] base::Result<std::vector<Item>> read_box(Session& session, Box& box);
[[nodiscard]] base::Result<std::vector<Item>> synced_box(Session& session, Box& box, const RelayOptions& options);

// find_item finds one by its whole id or its beginning, at least 8 digits. bad_argument, not_found.
[[nodiscard]] base::Result<const Item*> find_item(const std::vector<Item>& items, const std::string& text);

}  // namespace valise::registrar
