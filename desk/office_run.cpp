#include "desk/office_run.hpp"

#include <boost/json/parse.hpp>
#include <sstream>

#include "keys/crypto/key_file_error.hpp"
#include "keys/crypto/random.hpp"
#include "keys/registrar/error.hpp"
#include "keys/registrar/relay_net.hpp"
#include "keys/registrar/run.hpp"

namespace valise::desk {
namespace {

namespace json = boost::json;

std::vector<json::object> objects_in(const std::string& text) {
  std::vector<json::object> out;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    boost::system::error_code wrong;
    auto value = json::parse(line, wrong);
    if (!wrong && value.is_object()) out.push_back(std::move(value.get_object()));
  }
  return out;
}

// What people meet at the page, under the name that the catalogue has for it.
std::string problem_of(const std::error_code& code) {
  using registrar::RegistrarError;
  if (code == crypto::KeyFileError::wrong_passphrase) return "keys.wrong_passphrase";
  if (code == RegistrarError::key_has_no_say) return "registrar.key_has_no_say";
  if (code == RegistrarError::already_signed) return "registrar.already_signed";
  if (code == RegistrarError::nothing_changed) return "registrar.nothing_changed";
  if (code == RegistrarError::refused_already) return "registrar.refused_already";
  if (code == RegistrarError::workspace_missing) return "registrar.workspace_missing";
  if (code == RegistrarError::workspace_busy) return "registrar.workspace_busy";
  if (code == RegistrarError::not_accepted_yet) return "registrar.not_accepted_yet";
  return {};
}

class PersonAtPage final : public registrar::Person {
 public:
  PersonAtPage(const std::string& passphrase, const std::optional<Compared>& compared, const std::ostringstream& shown)
      : passphrase_(passphrase), compared_(compared), shown_(shown) {}

  base::Result<crypto::Passphrase> passphrase(std::string_view) override {
    std::string copy = passphrase_;
    return crypto::Passphrase::consume(copy);
  }
  base::Result<bool> confirm(std::string_view) override {
    if (!compared_) return true;  // the act is the yes
    const auto all = objects_in(shown_.str());
    return !all.empty() && text_of(all.back(), compared_->field) == compared_->value;
  }

 private:
  const std::string& passphrase_;
  const std::optional<Compared>& compared_;
  const std::ostringstream& shown_;
};

}  // namespace

v1::FromDesk OfficeRun::failed() const {
  return failure({.kind = static_cast<ErrorKind>(code), .message = notes, .advice = "", .code = problem, .arguments = {}});
}

OfficeRun run_office(const OfficeOptions& options, std::vector<std::string> words, const std::string& passphrase,
                     const std::optional<Compared>& compared) {
  words.insert(words.begin(), {"--json", "--dir", options.folder});
  std::ostringstream out, notes;
  const base::SystemClock clock;
  crypto::SystemRandom random;
  PersonAtPage person(passphrase, compared, out);
  registrar::Environment environment{out, notes, clock, random, person, registrar::connect_relay};
  OfficeRun result;
  const auto ran = registrar::run_command(words, environment);
  result.code = ran.code;
  if (ran.error) result.problem = problem_of(ran.error->code);
  result.text = out.str();
  result.notes = notes.str();
  result.shown = objects_in(result.text);
  return result;
}

OfficeRun brought_up_to_date(const OfficeOptions& options, const std::string& passphrase) {
  return run_office(options, signing(options, {"sync"}), passphrase);
}

std::vector<std::string> signing(const OfficeOptions& options, std::vector<std::string> words) {
  for (const auto& file : options.key_files) words.insert(words.end(), {"--key-file", file});
  for (const auto& token : options.tokens) words.insert(words.end(), {"--token", token});
  return words;
}

std::string text_of(const json::object& object, std::string_view key) {
  const auto* value = object.if_contains(key);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

bool is_set(const json::object& object, std::string_view key) {
  const auto* value = object.if_contains(key);
  return value != nullptr && value->is_bool() && value->get_bool();
}

}  // namespace valise::desk
