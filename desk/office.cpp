#include "desk/office.hpp"

#include <boost/asio/post.hpp>
#include <filesystem>
#include <fstream>

#include "desk/proposals.hpp"
#include "keys/crypto/secret_bytes.hpp"

namespace valise::desk {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;
using Act = v1::DeskOfficeAct;

std::string first_name(const json::object& object) {
  const auto* names = object.if_contains("names");
  if (names == nullptr || !names->is_object() || names->get_object().empty()) return {};
  const auto* english = names->get_object().if_contains("en");
  const auto& name = english != nullptr ? *english : names->get_object().begin()->value();
  return name.is_string() ? std::string(name.get_string()) : std::string();
}

v1::DeskOfficeDevice device_of(const json::object& object) {
  v1::DeskOfficeDevice out;
  out.set_device(text_of(object, "device"));
  out.set_officer(text_of(object, "officer"));
  out.set_label(text_of(object, "label"));
  out.set_active(is_set(object, "active"));
  return out;
}

// A name of an invite is made here: "jmwangi-1". Anything else is none.
bool is_plain(const std::string& name) {
  return !name.empty() && name.size() < 100 &&
         std::ranges::all_of(name, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; });
}

std::string read_all(const fs::path& file) {
  std::ifstream in(file);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

// What the verified log says of the authority, and the invites that wait.
v1::FromDesk Office::show(const std::string& authority) const {
  const auto found = run_office(options_, {"directory", "show", authority});
  if (found.code != 0) return found.failed();
  v1::FromDesk out;
  auto& office = *out.mutable_office();
  for (const auto& object : found.shown) {
    const auto type = text_of(object, "type");
    if (type == "officer") {
      auto& officer = *office.add_officers();
      officer.set_address(text_of(object, "officer"));
      officer.set_name(text_of(object, "name"));
      officer.set_active(is_set(object, "active"));
    } else if (type == "post") {
      auto& post = *office.add_posts();
      post.set_address(text_of(object, "post"));
      post.set_name(first_name(object));
      post.set_active(is_set(object, "active"));
      const auto* roster = object.if_contains("roster");
      if (roster == nullptr || !roster->is_array()) continue;
      for (const auto& officer : roster->get_array()) {
        if (officer.is_string()) post.add_officers(std::string(officer.get_string()));
      }
    } else if (type == "device") {
      *office.add_devices() = device_of(object);
    }
  }
  std::error_code missing;
  for (const auto& file : fs::directory_iterator(fs::path(options_.folder) / "invites", missing)) {
    auto& invite = *office.add_invites();
    invite.set_id(file.path().stem().string());
    invite.set_officer(invite.id().substr(0, invite.id().rfind('-')));
  }
  return out;
}

v1::FromDesk Office::invite(const Act& request) const {
  const auto folder = fs::path(options_.folder) / "invites";
  std::error_code failed;
  fs::create_directories(folder, failed);
  fs::permissions(folder, fs::perms::owner_all, failed);
  const auto at = request.subject().find("/@");
  const std::string officer = at == std::string::npos ? std::string() : request.subject().substr(at + 2);
  if (!is_plain(officer)) return usage("An invite is for an officer.");
  auto file = folder / (officer + "-1.invite");
  for (int n = 2; fs::exists(file); ++n) file = folder / (officer + "-" + std::to_string(n) + ".invite");
  const auto made = run_office(options_, signing(options_, {"device", "invite", request.subject(), "--out", file.string()}),
                               request.passphrase());
  if (made.code != 0) return made.failed();
  auto out = show(request.authority());
  if (out.has_office()) out.mutable_office()->set_text(read_all(file));
  return out;
}

// Asks the relay for each invite whether a device has answered. Nothing is approved: an answer of no ends each command.
v1::FromDesk Office::look(const Act& request) const {
  auto out = show(request.authority());
  if (!out.has_office()) return out;
  for (auto& invite : *out.mutable_office()->mutable_invites()) {
    const auto file = fs::path(options_.folder) / "invites" / (invite.id() + ".invite");
    const auto found = run_office(options_, signing(options_, {"device", "approve", file.string()}), request.passphrase(),
                                  Compared{.field = "device", .value = "none"});
    if (found.shown.empty()) {
      out.mutable_office()->add_notes(invite.id() + ": " + found.notes);
      continue;
    }
    *invite.mutable_asks() = device_of(found.shown.front());
    invite.set_signature_key(text_of(found.shown.front(), "signature_key"));
  }
  return out;
}

v1::FromDesk Office::roster(const Act& request) const {
  v1::FromDesk out;
  if (request.what() == Act::WHAT_ROSTER) {
    const auto printed = run_office(options_, {"post", "roster", request.subject()});
    if (printed.code != 0) return printed.failed();
    out.mutable_office()->set_text(printed.text);
    return out;
  }
  const auto file = fs::path(options_.folder) / "plan.toml";
  std::ofstream(file, std::ios::trunc) << request.text();
  std::vector<std::string> words{"post", "roster", request.subject(), "--from-file", file.string()};
  if (request.what() == Act::WHAT_PUBLISH) {
    words.emplace_back("--submit");
    words = signing(options_, std::move(words));
  }
  const auto tried = run_office(options_, words, request.passphrase());
  std::error_code ignored;
  fs::remove(file, ignored);
  if (tried.code != 0) return tried.failed();
  if (request.what() == Act::WHAT_PUBLISH) out = show(request.authority());
  out.mutable_office();
  for (const auto& object : tried.shown) {
    if (text_of(object, "type") != "coverage") continue;
    for (const auto* key : {"gaps", "overlaps"}) {
      for (const auto& span : object.at(key).as_array()) {
        const auto& times = span.as_object();
        out.mutable_office()->add_notes(std::string(key) + " " + text_of(times, "from") + " – " + text_of(times, "to"));
      }
    }
  }
  return out;
}

v1::FromDesk Office::answer(Act& request) {
  const auto file = (fs::path(options_.folder) / "invites" / (request.subject() + ".invite")).string();
  const auto stated = [&](std::vector<std::string> words) {
    words.emplace_back("--submit");
    const auto compared = request.what() == Act::WHAT_APPROVE
                              ? std::optional(Compared{.field = "device", .value = request.device()})
                              : std::nullopt;
    const auto made = run_office(options_, signing(options_, std::move(words)), request.passphrase(), compared);
    return made.code == 0 ? show(request.authority()) : made.failed();
  };
  std::error_code ignored;
  if (options_.proposals_only) return proposals_answer(options_, request);
  switch (request.what()) {
    case Act::WHAT_SHOW: return show(request.authority());
    case Act::WHAT_INVITE: return invite(request);
    case Act::WHAT_WITHDRAW:
      if (!is_plain(request.subject())) return usage("There is no such invite.");
      fs::remove(file, ignored);
      return show(request.authority());
    case Act::WHAT_LOOK: return look(request);
    case Act::WHAT_APPROVE: {
      if (!is_plain(request.subject()) || request.device().empty()) return usage("There is no such invite.");
      auto out = stated({"device", "approve", file});
      if (!out.has_office()) return out;
      fs::remove(file, ignored);
      return show(request.authority());
    }
    case Act::WHAT_REVOKE: return stated({"device", "revoke", request.device(), "--reason", request.text()});
    case Act::WHAT_OFFICER: return stated({"officer", "enrol", request.subject(), "--name", request.name()});
    case Act::WHAT_RETIRE: return stated({"officer", "retire", request.subject()});
    case Act::WHAT_POST:
      return stated({"post", "define", request.subject(), "--kind", request.text(), "--name", "en=" + request.name()});
    case Act::WHAT_ROSTER:
    case Act::WHAT_TRY:
    case Act::WHAT_PUBLISH: return roster(request);
    default: return proposals_answer(options_, request);
  }
}

void Office::act(Act request, std::function<void(v1::FromDesk)> done) {
  boost::asio::post(bench_, [this, request = std::move(request), done = std::move(done)]() mutable {
    auto out = answer(request);
    static_cast<void>(crypto::SecretBytes::consume(*request.mutable_passphrase()));  // wipes it
    done(std::move(out));
  });
}

}  // namespace valise::desk
