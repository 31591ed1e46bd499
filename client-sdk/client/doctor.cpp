#include "client-sdk/client/doctor.hpp"

#include <sys/stat.h>

#include "client-sdk/client/error.hpp"
#include "client-sdk/client/head_age.hpp"
#include "keys/crypto/locked_memory.hpp"
#include "keys/crypto/swap.hpp"

namespace valise::sdk::client {
namespace {

using valise::Check;
using Outcome = valise::Check::Outcome;

Check failed(std::string name, const base::Error& error) {
  const valise::Error shown = to_public(error);
  return {std::move(name), Outcome::failed, shown.message + (shown.advice.empty() ? "" : ". " + shown.advice)};
}

Check check_folder(Context& context) {
  struct stat status{};
  const std::string folder = context.profile.folder().string();
  if (::stat(folder.c_str(), &status) != 0) return {"profile folder", Outcome::failed, folder + " cannot be read"};
  if ((status.st_mode & 077) != 0)
    return {"profile folder", Outcome::failed, folder + " is open to others; run: chmod 700 " + folder};
  return {"profile folder", Outcome::ok, folder};
}

Check check_store(Context& context) {
  auto intact = context.store.check();
  return intact ? Check{"local store", Outcome::ok, "every page and index verified"} : failed("local store", intact.error());
}

Check check_enrolment(Context& context) {
  auto enrolled = context.enrolled();
  if (!enrolled) return failed("enrolment", enrolled.error());
  return {"enrolment", Outcome::ok, "this device belongs to " + context.identity->officer.string()};
}

Check check_posts(Context& context) {
  const auto posts = context.directory().posts_of(context.identity->officer);
  if (posts.empty()) return {"posts", Outcome::warning, "you are on no post's roster: nobody reaches you by a post's address"};
  std::string text;
  for (const auto& post : posts) text += (text.empty() ? "" : ", ") + post.string();
  return {"posts", Outcome::ok, text};
}

// A head that the relay shows and no witness vouches for is a sign of lying; one that was not fetched lately is not.
Check check_directory(Context& context) {
  auto age = head_age(context);
  if (!age) return failed("directory", age.error());
  if (!*age) return {"directory", Outcome::warning, "not fetched yet; run: valise sync"};
  const std::string text = std::to_string(context.log.head().size) + " entries, " + age_text(**age);
  if (!(*age)->alarming()) return {"directory", Outcome::ok, text};
  return {"directory", (*age)->frozen() ? Outcome::failed : Outcome::warning, text + ". " + age_warning(**age)};
}

Check check_key_packages(Context& context) {
  auto count = context.store.transaction([](store::Transaction& tx) { return tx.key_packages().count(); });
  if (!count) return failed("key packages", count.error());
  if (count->once == 0)
    return {"key packages", Outcome::warning, "none: others cannot add this device to a room; run: valise recv"};
  return {"key packages", Outcome::ok, std::to_string(count->once) + " kept"};
}

Check check_queue(Context& context) {
  auto waiting = context.store.transaction([](store::Transaction& tx) { return tx.outbox().waiting(); });
  if (!waiting) return failed("queue", waiting.error());
  auto failed = context.store.transaction([](store::Transaction& tx) { return tx.messages().failed_count(); });
  if (failed && *failed > 0) {
    return {"queue", Outcome::failed,
            std::to_string(*failed) + " of your messages will never be sent; `valise inbox` shows them, `valise read` says why"};
  }
  if (waiting->empty()) return {"queue", Outcome::ok, "nothing waits to be sent"};
  const std::string reason = waiting->front().last_error;
  return {"queue", Outcome::warning,
          std::to_string(waiting->size()) + " not sent yet" + (reason.empty() ? "" : "; the first because " + reason)};
}

Check check_alarms(Context& context) {
  auto unseen = context.store.transaction([](store::Transaction& tx) { return tx.notices().list(store::NoticeFilter::unseen); });
  if (!unseen) return failed("alarms", unseen.error());
  for (const store::Notice& notice : *unseen) {
    if (notice.kind == store::NoticeKind::trust_failure || notice.kind == store::NoticeKind::fork) {
      return {"alarms", Outcome::failed, notice.text};
    }
  }
  return {"alarms", Outcome::ok, "none about trust"};
}

// Keys are kept out of swap as far as the limit goes; if not all of them, it depends on the swap whether that matters.
Check check_key_memory() {
  const auto use = crypto::locked_memory_use();
  if (use.unlocked == 0) return {"key memory", Outcome::ok, "keys are kept out of swap"};
  return {"key memory", Outcome::warning,
          "the limit of locked memory is too low, so that some keys may be written to swap; allow 16 MiB (ulimit -l 16384, or "
          "memlock "
          "in /etc/security/limits.conf)"};
}

}  // namespace

Check check_swap(const crypto::SwapAreas& areas) {
  if (areas.kept_out) return {"swap", Outcome::ok, "nothing of this program is written to swap"};
  if (areas.readable.empty()) return {"swap", Outcome::ok, areas.encrypted.empty() ? "none" : "encrypted"};
  std::string names;
  for (const auto& name : areas.readable) names += (names.empty() ? "" : ", ") + name;
  return {"swap", Outcome::warning,
          names +
              " is not known to be encrypted: messages, though not keys, may be read from the disk later. Encrypt it (crypttab), "
              "turn it "
              "off (swapoff), or start programs with: systemd-run --user --scope -p MemorySwapMax=0"};
}

std::vector<Check> examine(Context& context) {
  std::vector<Check> out{check_folder(context), check_store(context), check_enrolment(context)};
  out.push_back(check_key_memory());
  out.push_back(check_swap(crypto::examine_swap()));
  if (context.identity) out.push_back(check_posts(context));
  out.push_back(check_directory(context));
  out.push_back(check_key_packages(context));
  out.push_back(check_queue(context));
  out.push_back(check_alarms(context));
  return out;
}

}  // namespace valise::sdk::client
