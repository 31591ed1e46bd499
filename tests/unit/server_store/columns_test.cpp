// What the relay's files can hold about people (threat row 30): every column is on this list, with what it says. A new one needs
// a line here, and one in SECURITY.md if it tells whoever seizes the relay more.
#include <set>

#include "keys/crypto/random.hpp"
#include "sql/database.hpp"
#include "store_fixture.hpp"

namespace valise::server::store {
namespace {

using Columns = std::set<std::string>;

Columns columns_of(const std::filesystem::path& path, base::Byte key, int page_size) {
  const auto secret = store_key(key);
  auto database = sql::Database::open(path, secret.expose(), {.page_size = page_size}).value();
  Columns out;
  auto rows = database.query(
      "SELECT m.name || '.' || c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c "
      "WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%'");
  for (;;) {
    const auto more = rows.next();
    if (!more.value()) return out;
    out.insert(base::to_string(rows.blob(0)));
  }
}

const Columns kPublicDirectory{"log.idx", "log.leaf_hash", "log.entry", "served_head.one", "served_head.note"};
const Columns kInvitesAndProposals{"invites.hash",        "invites.authority", "invites.expires_at",  "invites.request",
                                   "proposals.number",    "proposals.id",      "proposals.authority", "proposals.submitted_at",
                                   "proposals.statement", "proposals.refusal"};
// Device ids and how much they keep here; which authority pays. Sums only: not when, to whom, or of what.
const Columns kDevices{"devices.id",         "devices.device",      "devices.last_seq",      "devices.closed",
                       "devices.account",    "devices.kept_bytes",  "devices.kept_messages", "accounts.id",
                       "accounts.authority", "accounts.kept_bytes", "accounts.kept_messages"};
const Columns kKeyPackages{"key_packages.id",      "key_packages.device", "key_packages.digest",     "key_packages.key_package",
                           "key_packages.gone_at", "last_resorts.device", "last_resorts.key_package"};
// Which devices share an opaque room, and the number of each one's last message there; sizes in buckets, times and urgency of
// what is not fetched yet, and which device sent it.
const Columns kRooms{"rooms.id",        "rooms.room",     "rooms.position",     "rooms.last_seq",    "members.room",
                     "members.device",  "bodies.id",      "bodies.refs",        "bodies.room",       "bodies.room_seq",
                     "bodies.kind",     "bodies.urgency", "bodies.accepted_at", "bodies.added",      "bodies.removed",
                     "bodies.body",     "bodies.sender",  "bodies.charged",     "deliveries.device", "deliveries.seq",
                     "deliveries.body", "members.own_seq"};
// For repetitions: which device asked for something, when, and its place in a room; not in which one.
const Columns kAnswers{"answers.device",   "answers.key",    "answers.digest", "answers.at",
                       "answers.room_seq", "answers.answer", "answers.charged"};
// What the relay knows of itself: its clock, its incarnation, and which version made the file.
const Columns kTimeAndVersion{"relay_time.one",    "relay_time.time",        "relay_time.wall",
                              "relay_time.budget", "schema_made_by.version", "schema_made_by.program"};
// Urgent messages that nobody has answered: which post of which room is waited for, and until when. And how posts and officers
// are called: e-mail addresses and URLs, the only addresses of people in the relay's files.
const Columns kAlerts{"alerts.id",
                      "alerts.version",
                      "alerts.state",
                      "alerts.room",
                      "alerts.room_seq",
                      "alerts.sender",
                      "alerts.authority",
                      "alerts.post",
                      "alerts.urgency",
                      "alerts.accepted_at",
                      "alerts.acknowledge_by",
                      "alerts.rounds",
                      "alerts.last_round",
                      "alerts.steps",
                      "alerts.overdue",
                      "alerts.next_at",
                      "alert_channels.id",
                      "alert_channels.address",
                      "alert_channels.kind",
                      "alert_channels.target",
                      "alert_channels.secret",
                      "alert_channels.set_by",
                      "alert_channels.set_at",
                      "alert_channels.confirmed_at",
                      "alert_channels.last_success",
                      "alert_channels.failing_since",
                      "alert_channels.last_sent",
                      "alert_channels.code",
                      "alert_channels.attempts",
                      "alert_channels.tests_today",
                      "alert_channels.tests_since"};
const Columns kIncarnation{"incarnation.one", "incarnation.id", "rooms.kept_seq"};
const Columns kAttachments{"attachments.id",
                           "attachments.attachment",
                           "attachments.room",
                           "attachments.uploader",
                           "attachments.key",
                           "attachments.digest",
                           "attachments.size",
                           "attachments.prefix",
                           "attachments.created_at",
                           "attachments.completed_at",
                           "attachments.authority",
                           "chunks.id",
                           "chunks.bytes"};

class ColumnsTest : public StoreFixture {};

TEST_F(ColumnsTest, TheStoreHoldsWhatIsOnTheListAndNothingElse) {
  store_.reset();
  Columns allowed;
  for (const auto* part : {&kPublicDirectory, &kInvitesAndProposals, &kDevices, &kKeyPackages, &kRooms, &kAnswers,
                           &kTimeAndVersion, &kIncarnation, &kAlerts}) {
    allowed.insert(part->begin(), part->end());
  }
  EXPECT_EQ(columns_of(path(), 1, 4096), allowed);
}

TEST_F(ColumnsTest, TheAttachmentsHoldWhatIsOnTheListAndNothingElse) {
  crypto::SystemRandom random;
  const auto file = folder_ / "attachments.db";
  auto opened = open_attachment_store({.path = file, .limits = limits_, .clock = &clock_}, store_key(2), random);
  ASSERT_TRUE(opened);
  opened->reset();
  Columns allowed = kAttachments;
  allowed.insert(kTimeAndVersion.begin(), kTimeAndVersion.end());
  EXPECT_EQ(columns_of(file, 2, 16'384), allowed);
}

}  // namespace
}  // namespace valise::server::store
