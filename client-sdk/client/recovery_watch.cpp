#include "client-sdk/client/recovery_watch.hpp"

#include "base/reader.hpp"
#include "base/writer.hpp"
#include "client-sdk/client/sentences.hpp"
#include "keys/directory/recovery.hpp"

namespace valise::sdk::client {
namespace {

std::string day_text(base::UnixMillis time) {
  const std::chrono::year_month_day day{std::chrono::floor<std::chrono::days>(time)};
  const auto two = [](unsigned number) { return (number < 10 ? "0" : "") + std::to_string(number); };
  return std::to_string(static_cast<int>(day.year())) + '-' + two(static_cast<unsigned>(day.month())) + '-' +
         two(static_cast<unsigned>(day.day()));
}

class Watch {
 public:
  Watch(store::Meta meta, base::UnixMillis now, const std::string& own, std::optional<base::UnixMillis> last_sync)
      : meta_(meta), now_(now), own_(own), last_sync_(last_sync) {}

  Result<> read(const v1::Statement& statement) {
    if (statement.has_authority_recovery_announced()) return announced(statement);
    if (statement.has_authority_recovery_completed()) return completed(statement.authority_recovery_completed().authority_id());
    if (statement.has_authority_recovery_contested()) contested(statement.authority_recovery_contested().authority_id());
    return {};
  }
  std::vector<RecoveryNews> news;

 private:
  static std::string setting(const std::string& authority) { return "recovery-" + authority; }
  [[nodiscard]] store::NoticeKind kind(const std::string& authority) const {
    return authority == own_ ? store::NoticeKind::own_key_recovery : store::NoticeKind::key_recovery;
  }
  void tell(const std::string& authority, std::vector<store::Sentence> said) {
    if (!last_sync_) return;  // a new device's first sync: history, not news
    news.push_back({kind(authority), std::move(said)});
  }

  // What this client knows for sure is when it last saw a directory without the announcement.
  Result<> announced(const v1::Statement& statement) {
    const auto& body = statement.authority_recovery_announced();
    base::Writer out;
    out.u64(last_sync_ ? base::to_wire(*last_sync_) : 0);
    const directory::Recovery recovery{{}, body.reason(), base::from_wire(statement.made_at_ms()), {}};
    const auto earliest = day_text(directory::not_before(recovery));
    tell(body.authority_id(), said("notices.keys_lost", {{"authority", body.authority_id()}, {"date", earliest}}));
    return meta_.set_setting(setting(body.authority_id()), out.view());
  }

  Result<> completed(const std::string& authority) {
    auto kept = meta_.setting(setting(authority));
    if (!kept) return pass_on(kept);
    const auto seen = *kept ? base::Reader(**kept).u64() : fail(base::ReadError::truncated);
    if (seen && now_ < base::from_wire(*seen) + directory::recovery_in_sight) {
      news.push_back({store::NoticeKind::trust_failure, said("notices.keys_hurried", {{"authority", authority}})});
      return {};
    }
    tell(authority, said("notices.keys_new", {{"authority", authority}}));
    return {};
  }

  void contested(const std::string& authority) { tell(authority, said("notices.keys_contested", {{"authority", authority}})); }

  store::Meta meta_;
  base::UnixMillis now_;
  const std::string& own_;
  std::optional<base::UnixMillis> last_sync_;
};

}  // namespace

Result<std::vector<RecoveryNews>> watch_recoveries(store::Meta meta, std::span<const base::Bytes> entries, base::UnixMillis now,
                                                   const std::string& own) {
  auto head = meta.head();
  if (!head) return pass_on(head);
  Watch watch(meta, now, own, *head ? std::optional((*head)->verified_at) : std::nullopt);
  for (const auto& entry : entries) {
    auto statement = directory::SignedStatement::parse(entry);
    if (!statement) return pass_on(statement);
    if (auto read = watch.read(statement->statement()); !read) return pass_on(read);
  }
  return std::move(watch.news);
}

}  // namespace valise::sdk::client
