#include "desk/proposals.hpp"

#include <filesystem>
#include <fstream>

#include "keys/registrar/record_difference.hpp"

namespace valise::desk {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;
using Act = v1::DeskOfficeAct;

const json::array& items_of(const json::object& object, std::string_view key) {
  static const json::array none;
  const auto* value = object.if_contains(key);
  return value != nullptr && value->is_array() ? value->get_array() : none;
}

v1::DeskChange change_of(const json::object& object) {
  v1::DeskChange out;
  out.set_field(text_of(object, "field"));
  out.set_concern(std::string(registrar::concern_of(out.field())));
  if (auto old = text_of(object, "old"); !old.empty()) out.add_before(std::move(old));
  if (auto now = text_of(object, "new"); !now.empty()) out.add_after(std::move(now));
  for (const auto& item : items_of(object, "removed")) out.add_before(std::string(item.as_string()));
  for (const auto& item : items_of(object, "added")) out.add_after(std::string(item.as_string()));
  return out;
}

// How many of the registrar's keyholders have signed, of how many that must.
void put_signatures(const json::object& object, v1::DeskProposal& out) {
  for (const auto& item : items_of(object, "signatures")) {
    const auto& group = item.as_object();
    if (text_of(group, "who") != "registrar") continue;
    out.set_signatures(static_cast<std::uint32_t>(items_of(group, "signed_by").size()));
    out.set_threshold(group.at("threshold").to_number<std::uint32_t>());
  }
}

std::string state_of(const json::object& object) {
  const auto state = text_of(object, "state");
  if (state == "refused") return "refused";
  if (state == "cannot take effect") return "void";
  if (state == "in the directory") return "done";
  if (state == "withdrawn") return "withdrawn";
  return "open";
}

v1::DeskProposal proposal_of(const json::object& object) {
  v1::DeskProposal out;
  out.set_id(text_of(object, "proposal"));
  out.set_authority(text_of(object, "authority"));
  out.set_state(state_of(object));
  out.set_words(out.state() == "refused" ? text_of(object, "reason") : text_of(object, "because"));
  out.set_made_at(text_of(object, "made_at"));
  for (const auto& change : items_of(object, "changes")) *out.add_changes() = change_of(change.as_object());
  put_signatures(object, out);
  return out;
}

// The desk reads what one command after the other says, so that an act ends with what is in the box then.
v1::FromDesk boxed(const OfficeOptions& options, const std::string& passphrase) {
  const auto listed = run_office(options, signing(options, {"proposal", "list", "--full"}), passphrase);
  if (listed.code != 0) return listed.failed();
  v1::FromDesk out;
  out.mutable_office()->set_proposals_known(true);
  for (const auto& object : listed.shown) *out.mutable_office()->add_proposals() = proposal_of(object);
  return out;
}

// A record as a file, for as long as a command reads it.
class RecordFile {
 public:
  RecordFile(const std::string& folder, const std::string& text) : path_(fs::path(folder) / "record.toml") {
    clear();
    std::ofstream(path_) << text;
  }
  ~RecordFile() { clear(); }
  RecordFile(const RecordFile&) = delete;
  RecordFile& operator=(const RecordFile&) = delete;

  [[nodiscard]] std::string path() const { return path_.string(); }
  [[nodiscard]] std::string statement() const { return path_.string() + ".proposal"; }

 private:
  void clear() const {
    std::error_code ignored;
    fs::remove(path_, ignored);
    fs::remove(statement(), ignored);
  }

  fs::path path_;
};

v1::FromDesk record(const OfficeOptions& options, const std::string& authority) {
  const auto printed = run_office(options, {"authority", "export", authority});
  if (printed.code != 0) return printed.failed();
  v1::FromDesk out;
  out.mutable_office()->set_text(printed.text);
  return out;
}

v1::FromDesk compare(const OfficeOptions& options, const Act& request) {
  const RecordFile file(options.folder, request.text());
  const auto tried = run_office(options, {"proposal", "create", file.path(), "--out", file.statement()});
  if (tried.code != 0 || tried.shown.empty()) return tried.failed();
  v1::FromDesk out;
  for (const auto& change : items_of(tried.shown.front(), "changes"))
    *out.mutable_office()->add_changes() = change_of(change.as_object());
  return out;
}

// What is signed is what was read: the workspace may have been behind, and then the record changes something else than it showed.
v1::FromDesk propose(const OfficeOptions& options, const Act& request) {
  const auto read = compare(options, request);
  if (const auto synced = brought_up_to_date(options, request.passphrase()); synced.code != 0) return synced.failed();
  const auto found = compare(options, request);
  if (!found.has_office()) return found;
  if (found.SerializeAsString() != read.SerializeAsString()) {
    return failure({.kind = ErrorKind::failed,
                    .message = "The directory has changed meanwhile. It is up to date here now: look at what changes once more.",
                    .advice = "",
                    .code = "desk.office.moved_on",
                    .arguments = {}});
  }
  const RecordFile file(options.folder, request.text());
  const auto made = run_office(options, signing(options, {"proposal", "create", file.path(), "--hand-in"}), request.passphrase());
  return made.code == 0 ? boxed(options, request.passphrase()) : made.failed();
}

// What is said of one proposal; an accepted one may have left the box, and stands here once more.
v1::FromDesk decide(const OfficeOptions& options, const Act& request, std::vector<std::string> words) {
  const auto made = run_office(options, signing(options, std::move(words)), request.passphrase(),
                               Compared{.field = "proposal", .value = request.subject()});
  if (made.code != 0) return made.failed();
  auto out = boxed(options, request.passphrase());
  const auto is_it = [&](const v1::DeskProposal& one) { return one.id() == request.subject(); };
  if (!out.has_office() || made.shown.empty() || std::ranges::any_of(out.office().proposals(), is_it)) return out;
  auto& gone = *out.mutable_office()->add_proposals();
  gone = proposal_of(made.shown.front());
  gone.set_state(state_of(made.shown.back()));
  return out;
}

}  // namespace

v1::FromDesk proposals_answer(const OfficeOptions& options, const Act& request) {
  switch (request.what()) {
    case Act::WHAT_RECORD: return record(options, request.authority());
    case Act::WHAT_COMPARE: return compare(options, request);
    case Act::WHAT_PROPOSE: return propose(options, request);
    case Act::WHAT_PROPOSALS: return boxed(options, request.passphrase());
    case Act::WHAT_WITHDRAW_PROPOSAL: return decide(options, request, {"proposal", "withdraw", request.subject()});
    case Act::WHAT_ACCEPT: return decide(options, request, {"proposal", "accept", request.subject()});
    case Act::WHAT_REFUSE: return decide(options, request, {"proposal", "refuse", request.subject(), "--reason", request.text()});
    default: return usage("The page asks for something unknown.");
  }
}

}  // namespace valise::desk
