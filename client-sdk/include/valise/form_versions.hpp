// FormVersions: the versions of a draft, or a form and its extensions, and what differs between two of them.
#pragma once

#include "valise/client.hpp"
#include "valise/form_view.hpp"

namespace valise {

// FormVersion is one in a chain of forms of which each extends the one before, or is another version of it.
struct FormVersion {
  std::string message;      // id
  std::string predecessor;  // id; empty: the first
  std::string officer;
  std::string officer_name;
  std::string post;
  Time sent_at{};
  std::size_t comments = 0;
};

// TextPart is a run of words that both texts have, or that one of them has.
struct TextPart {
  enum class What { kept, removed, added };
  What what = What::kept;
  std::string text;
};

// FieldDifference is a field that differs, or one of its values. Parts put together without the added ones are the value before,
// without the removed ones the value after.
struct FieldDifference {
  std::string name;
  std::vector<TextPart> parts;
};

struct FormDifference {
  FormVersion before;
  FormVersion after;
  std::vector<FieldDifference> fields;  // in the order of the form; those that are equal are left out
};

class FormVersions {
 public:
  // The Client must outlive it.
  explicit FormVersions(Client& client) : client_(&client) {}

  // list gives the whole chain of a form, each after its predecessor, in the order of the room. ErrorKind: not_found, usage (no
  // form).
  Result<std::vector<FormVersion>> list(const std::string& message);
  // difference compares a form with another, an empty `before` with its predecessor. ErrorKind: not_found, usage (no form; no
  // predecessor; another kind).
  Result<FormDifference> difference(const std::string& before, const std::string& after);

 private:
  [[maybe_unused]] Client* client_;
};

}  // namespace valise
