#include "client-sdk/client/doctor.hpp"

#include <sys/stat.h>

#include "client-sdk/client/client_impl.hpp"
#include "client-sdk/client/error.hpp"
#include "client-sdk/client/head_age.hpp"
#include "client-sdk/client/kept_reason.hpp"
#include "client-sdk/client/sentences.hpp"
#include "keys/crypto/locked_memory.hpp"
#include "keys/crypto/swap.hpp"
#include "language/speaker.hpp"

namespace valise::sdk::client {
namespace {

using valise::Finding;
using Outcome = valise::Check::Outcome;
using Sentences = std::vector<store::Sentence>;

Finding found(std::string check, Outcome outcome, const Sentences& says) {
  return {.check = std::move(check), .outcome = outcome, .says = to_public(says)};
}

Finding failed(std::string check, const base::Error& error) {
  Sentences says = said("doctor.error", {reason(error)});
  const auto advice = "errors." + code_of(error.code) + ".advice";
  if (language::Speaker::knows(advice)) says.push_back({.id = advice});
  return found(std::move(check), Outcome::failed, says);
}

Finding check_folder(Context& context) {
  struct stat status{};
  const std::string folder = context.profile.folder().string();
  if (::stat(folder.c_str(), &status) != 0)
    return found("folder", Outcome::failed, said("doctor.folder.unreadable", {{"folder", folder}}));
  if ((status.st_mode & 077) != 0) return found("folder", Outcome::failed, said("doctor.folder.open", {{"folder", folder}}));
  return found("folder", Outcome::ok, said("doctor.folder.ok", {{"folder", folder}}));
}

Finding check_store(Context& context) {
  auto intact = context.store.check();
  return intact ? found("store", Outcome::ok, said("doctor.store.ok")) : failed("store", intact.error());
}

Finding check_enrolment(Context& context) {
  auto enrolled = context.enrolled();
  if (!enrolled) return failed("enrolment", enrolled.error());
  return found("enrolment", Outcome::ok, said("doctor.enrolment.ok", {{"officer", context.identity->officer.string()}}));
}

Finding check_posts(Context& context) {
  const auto posts = context.directory().posts_of(context.identity->officer);
  if (posts.empty()) return found("posts", Outcome::warning, said("doctor.posts.none"));
  std::string text;
  for (const auto& post : posts) text += (text.empty() ? "" : ", ") + post.string();
  return found("posts", Outcome::ok, said("doctor.posts.ok", {{"posts", text}}));
}

// A head that the relay shows and no witness vouches for is a sign of lying; one that was not fetched lately is not.
Finding check_directory(Context& context) {
  auto age = head_age(context);
  if (!age) return failed("directory", age.error());
  if (!*age) return found("directory", Outcome::warning, said("doctor.directory.none"));
  const Outcome outcome = !(*age)->alarming() ? Outcome::ok : (*age)->frozen() ? Outcome::failed : Outcome::warning;
  return found("directory", outcome, age_sentences(**age, context.log.head().size));
}

Finding check_key_packages(Context& context) {
  auto count = context.store.transaction([](store::Transaction& tx) { return tx.key_packages().count(); });
  if (!count) return failed("key_packages", count.error());
  if (count->once == 0) return found("key_packages", Outcome::warning, said("doctor.key_packages.none"));
  return found("key_packages", Outcome::ok, said("doctor.key_packages.ok", {{"count", std::to_string(count->once)}}));
}

Finding check_queue(Context& context) {
  auto waiting = context.store.transaction([](store::Transaction& tx) { return tx.outbox().waiting(); });
  if (!waiting) return failed("queue", waiting.error());
  auto lost = context.store.transaction([](store::Transaction& tx) { return tx.messages().failed_count(); });
  if (lost && *lost > 0) return found("queue", Outcome::failed, said("doctor.queue.failed", {{"count", std::to_string(*lost)}}));
  if (waiting->empty()) return found("queue", Outcome::ok, said("doctor.queue.empty"));
  Sentences says = said("doctor.queue.waiting", {{"count", std::to_string(waiting->size())}});
  const valise::Error why = reason_of(waiting->front().last_error);
  if (!why.code.empty() && why.arguments.empty()) {
    says.push_back(said("doctor.queue.reason", {{"@why", "errors." + why.code}})[0]);
  } else if (!why.message.empty()) {
    says.push_back(said("doctor.queue.reason", {{"why", why.message}})[0]);
  }
  return found("queue", Outcome::warning, says);
}

Finding check_alarms(Context& context) {
  auto unseen = context.store.transaction([](store::Transaction& tx) { return tx.notices().list(store::NoticeFilter::unseen); });
  if (!unseen) return failed("alarms", unseen.error());
  for (const store::Notice& notice : *unseen) {
    if (notice.kind != store::NoticeKind::trust_failure && notice.kind != store::NoticeKind::fork) continue;
    const Sentences words = notice.sentences.empty() ? said("doctor.error", {{"why", notice.text}}) : notice.sentences;
    return found("alarms", Outcome::failed, words);
  }
  return found("alarms", Outcome::ok, said("doctor.alarms.ok"));
}

// Keys are kept out of swap as far as the limit goes; if not all of them, it depends on the swap whether that matters.
Finding check_key_memory() {
  const auto use = crypto::locked_memory_use();
  if (use.unlocked == 0) return found("key_memory", Outcome::ok, said("doctor.key_memory.ok"));
  return found("key_memory", Outcome::warning, said("doctor.key_memory.low"));
}

}  // namespace

Finding check_swap(const crypto::SwapAreas& areas) {
  if (areas.kept_out) return found("swap", Outcome::ok, said("doctor.swap.kept_out"));
  if (areas.readable.empty())
    return found("swap", Outcome::ok, areas.encrypted.empty() ? said("doctor.swap.none") : said("doctor.swap.encrypted"));
  std::string names;
  for (const auto& name : areas.readable) names += (names.empty() ? "" : ", ") + name;
  return found("swap", Outcome::warning, said("doctor.swap.readable", {{"names", names}}));
}

std::vector<Finding> examine(Context& context) {
  std::vector<Finding> out{check_folder(context), check_store(context), check_enrolment(context)};
  out.push_back(check_key_memory());
  out.push_back(check_swap(crypto::examine_swap()));
  if (context.identity) out.push_back(check_posts(context));
  out.push_back(check_directory(context));
  out.push_back(check_key_packages(context));
  out.push_back(check_queue(context));
  out.push_back(check_alarms(context));
  return out;
}

valise::Check check_of(const Finding& finding) {
  Sentences says;
  for (const valise::Sentence& one : finding.says) {
    store::Sentence& sentence = says.emplace_back(store::Sentence{.id = one.id});
    for (const auto& argument : one.arguments) sentence.arguments.push_back({.name = argument.name, .value = argument.value});
  }
  const language::Speaker english(language::Language::en);
  return {.name = english.say("doctor.name." + finding.check), .outcome = finding.outcome, .detail = in_english(says)};
}

}  // namespace valise::sdk::client

namespace valise {

std::vector<Finding> Doctor::examine() { return sdk::client::examine(internals(*client_).context()); }

}  // namespace valise
