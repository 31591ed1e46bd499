#include "client-sdk/client/transfer.hpp"

#include <algorithm>
#include <set>

#include "base/text_encoding.hpp"
#include "client-sdk/client/error.hpp"
#include "client-sdk/client/file_io.hpp"
#include "client-sdk/client/safe_name.hpp"
#include "client-sdk/client/sealed_file.hpp"
#include "client-sdk/net/error.hpp"

namespace valise::sdk::client {
namespace {

constexpr std::chrono::milliseconds kLookEvery{100};                      // whether a file that is being sent is still to be sent
constexpr std::uint64_t kLargestFile = std::uint64_t{256} * 1024 * 1024;  // docs/PROTOCOL.md, "Limits"

std::string staged_name(base::MessageId message, std::uint32_t position, std::string_view ending) {
  return base::to_hex(message.view()) + "-" + std::to_string(position) + std::string(ending);
}

void tell(const valise::Progress& progress, const std::string& what, std::uint64_t done, std::uint64_t total) {
  if (progress) progress(what, done, total);
}

void tell(const Watch& watch, const store::Transfer& transfer, std::uint64_t done, std::uint64_t total) {
  tell(watch.progress, "Sending " + transfer.name, done, total);
  if (!watch.on_file) return;
  watch.on_file({.message = base::to_hex(transfer.message.view()), .position = transfer.position, .done = done, .total = total});
}

// A person may have held the file back meanwhile, or given it up: that stands in the store.
bool is_wanted(Context& context, const store::Transfer& transfer) {
  auto now = context.store.transaction([&](store::Transaction& tx) { return tx.transfers().find(transfer.id); });
  if (!now || !*now) return false;
  return (*now)->state == store::TransferState::active || (*now)->state == store::TransferState::complete;
}

Result<> update(Context& context, const std::function<Result<>(store::Transfers)>& change) {
  return context.store.transaction([&](store::Transaction& tx) { return change(tx.transfers()); });
}

crypto::FileKey key_of(const store::Transfer& transfer) { return transfer.file_key.duplicate().retag<crypto::FileKeyTag>(); }

FileFacts facts_of(const store::Transfer& transfer) {
  return {
      .size = transfer.size, .sha256 = transfer.sha256, .stored_size = transfer.stored_size, .chunk_size = transfer.chunk_size};
}

// The place at the relay: asked for once, under a key that makes repeating harmless.
asio::awaitable<Result<base::AttachmentId>> place_of(Context& context, net::AttachmentClient& client,
                                                     const store::Transfer& transfer) {
  if (transfer.attachment) co_return *transfer.attachment;
  auto id = co_await client.allocate(transfer.room, transfer.stored_size, transfer.key);
  if (!id) co_return pass_on(id);
  auto noted = update(context, [&](store::Transfers transfers) { return transfers.set_attachment(transfer.id, *id); });
  if (!noted) co_return pass_on(noted);
  co_return *id;
}

// Bring is how one file gets to the relay.
struct Bring {
  net::ReadAt read;
  net::Progress report;
};

// A place that was given before may be gone: with a backup that the relay was restored from, or because it gave up waiting for
// the rest of the file. Then another one is asked for.
asio::awaitable<Result<>> bring(Context& context, net::AttachmentClient& client, store::Transfer& transfer, const Bring& how) {
  for (bool known = transfer.attachment.has_value();; known = false) {
    auto id = co_await place_of(context, client, transfer);
    if (!id) co_return pass_on(id);
    auto sent = co_await client.upload(*id, transfer.stored_size, how.read, how.report);
    if (sent || !known || sent.error().code != net::NetError::no_longer_there) co_return sent;
    transfer.attachment.reset();
  }
}

}  // namespace

Result<store::NewTransfer> stage(Context& context, const std::filesystem::path& file, const std::string& name,
                                 base::MessageId message, base::RoomId room, std::uint32_t position,
                                 const valise::Progress& progress) {
  std::error_code failed;
  const std::uint64_t size = std::filesystem::file_size(file, failed);
  if (failed) return fail(ClientError::file_unreadable, file.string());
  if (size > kLargestFile) return fail(ClientError::file_too_large, file.string());
  auto folder = context.profile.staging_folder();
  if (!folder) return pass_on(folder);
  const std::filesystem::path sealed = *folder / staged_name(message, position, ".out");
  auto done =
      seal_file(file, sealed, context.random, [&](std::uint64_t bytes) { tell(progress, "Encrypting " + name, bytes, size); });
  if (!done) return pass_on(done);
  return store::NewTransfer{.message = message,
                            .sender = context.device(),
                            .room = room,
                            .position = position,
                            .direction = store::TransferDirection::upload,
                            .state = store::TransferState::active,
                            .attachment = {},
                            .key = context.random.id<base::IdempotencyKey>(),
                            .name = safe_name(name),
                            .media_type = media_type_of(name),
                            .size = done->facts.size,
                            .sha256 = done->facts.sha256,
                            .stored_size = done->facts.stored_size,
                            .chunk_size = done->facts.chunk_size,
                            .file_key = std::move(done->key).retag<store::StoredFileKeyTag>(),
                            .path = sealed};
}

asio::awaitable<Result<>> upload(Context& context, Link link, store::Transfer transfer, Watch watch) {
  auto endpoint = relay_endpoint(context);
  if (!endpoint) co_return pass_on(endpoint);
  auto file = File::open_to_read(transfer.path);
  if (!file) co_return pass_on(file);
  net::AttachmentClient client(link, *endpoint, context.clock, context.open_https);
  net::ReadAt read = [&](std::uint64_t offset, base::MutableBytes into) { return file->read_at(offset, into); };
  auto looked = context.clock.monotonic() - kLookEvery;
  net::Progress report = [&](std::uint64_t done, std::uint64_t total) {
    tell(watch, transfer, done, total);
    if (context.clock.monotonic() - looked < kLookEvery) return true;
    looked = context.clock.monotonic();
    return is_wanted(context, transfer);
  };
  auto sent = co_await bring(context, client, transfer, {.read = std::move(read), .report = std::move(report)});
  if (!sent && sent.error().code == net::NetError::aborted_by_caller) co_return fail(ClientError::files_held);
  if (!sent) co_return sent;
  co_return update(context,
                   [&](store::Transfers transfers) { return transfers.set_state(transfer.id, store::TransferState::complete); });
}

namespace {

// Where the encrypted form of a received file is put together.
std::string coming_name(const store::Transfer& transfer) {
  return base::to_hex(transfer.sender.view()) + "-" + staged_name(transfer.message, transfer.position, ".in");
}

Result<std::filesystem::path> coming_path(Context& context, const store::Transfer& transfer) {
  auto folder = context.profile.staging_folder();
  if (!folder) return pass_on(folder);
  return *folder / coming_name(transfer);
}

// How much of a download can be gone on from: what the store says, if the file still has it.
std::uint64_t durable_part(const store::Transfer& transfer, const std::filesystem::path& sealed) {
  std::error_code failed;
  const std::uint64_t there = std::filesystem::file_size(sealed, failed);
  return failed || there < transfer.transferred ? 0 : transfer.transferred;
}

}  // namespace

asio::awaitable<Result<std::filesystem::path>> download(Context& context, Link link, const store::Transfer& transfer,
                                                        valise::Progress progress, std::stop_token stop) {
  auto endpoint = relay_endpoint(context);
  if (!endpoint) co_return pass_on(endpoint);
  if (!transfer.attachment) co_return fail(ClientError::no_attachments);
  const auto sealed = coming_path(context, transfer);
  if (!sealed) co_return base::Unexpected(sealed.error());
  auto file = File::open_to_write(*sealed);
  if (!file) co_return pass_on(file);
  net::AttachmentClient client(link, *endpoint, context.clock, context.open_https);
  std::uint64_t durable = durable_part(transfer, *sealed);
  net::WriteAt write = [&](std::uint64_t offset, base::ByteView bytes) -> Result<> {
    if (auto written = file->write_at(offset, bytes); !written) return written;
    if (auto synced = file->sync(); !synced) return synced;
    durable = offset + bytes.size();
    return update(context, [&](store::Transfers transfers) { return transfers.set_progress(transfer.id, durable); });
  };
  net::Progress report = [&](std::uint64_t done, std::uint64_t total) {
    tell(progress, "Receiving " + safe_name(transfer.name), done, total);
    return !stop.stop_requested();
  };
  auto fetched =
      co_await client.download(*transfer.attachment, transfer.stored_size, durable, std::move(write), std::move(report));
  if (!fetched && fetched.error().code == net::NetError::no_longer_there) {  // the rest will never come
    if (auto discarded = discard_download(context, transfer); !discarded) co_return pass_on(discarded);
  }
  if (!fetched) co_return pass_on(fetched);
  co_return *sealed;
}

Result<> discard_download(Context& context, const store::Transfer& transfer) {
  const auto sealed = coming_path(context, transfer);
  if (!sealed) return base::Unexpected(sealed.error());
  std::error_code failed;
  std::filesystem::remove(*sealed, failed);
  if (failed) return fail(FileError::write_failed, sealed->string());
  return update(context, [&](store::Transfers transfers) { return transfers.set_progress(transfer.id, 0); });
}

Result<std::filesystem::path> unpack(Context& context, const store::Transfer& transfer, const std::filesystem::path& sealed,
                                     const std::filesystem::path& folder) {
  const std::filesystem::path partial = folder / (".valise-" + base::to_hex(context.random.array<8>()) + ".part");
  auto opened = open_file(sealed, key_of(transfer), facts_of(transfer), partial, {});
  if (!opened && opened.error().code == ClientError::attachment_altered) {
    std::filesystem::remove(sealed);
    auto reset = update(context, [&](store::Transfers transfers) { return transfers.set_progress(transfer.id, 0); });
    if (!reset) return pass_on(reset);
  }
  if (!opened) return pass_on(opened);
  auto named = give_name(partial, folder, safe_name(transfer.name));
  if (!named) {
    std::filesystem::remove(partial);
    return named;
  }
  auto noted = update(context, [&](store::Transfers transfers) -> Result<> {
    if (auto set = transfers.set_path(transfer.id, *named); !set) return set;
    if (auto set = transfers.set_progress(transfer.id, 0); !set) return set;  // a second saving fetches it again
    return transfers.set_state(transfer.id, store::TransferState::complete);
  });
  if (!noted) return pass_on(noted);
  std::error_code ignored;  // a leftover is ciphertext, and swept when the profile is opened next
  std::filesystem::remove(sealed, ignored);
  return named;
}

Result<base::Bytes> unpack_bytes(const store::Transfer& transfer, const std::filesystem::path& sealed) {
  return open_bytes(sealed, key_of(transfer), facts_of(transfer));
}

asio::awaitable<Result<std::filesystem::path>> fetch_file(Context& context, Link link, store::Transfer transfer,
                                                          std::filesystem::path folder, valise::Progress progress) {
  auto sealed = co_await download(context, link, transfer, std::move(progress));
  if (!sealed) co_return pass_on(sealed);
  co_return unpack(context, transfer, *sealed, folder);
}

Result<bool> are_held(store::Transaction& tx, base::MessageId message, base::DeviceId sender) {
  auto files = tx.transfers().of_message(message, sender);
  if (!files) return pass_on(files);
  return std::ranges::any_of(*files, [](const store::Transfer& file) {
    return file.direction == store::TransferDirection::upload && file.state == store::TransferState::offered;
  });
}

void forget_staged(Context& context, base::MessageId message) {
  auto files =
      context.store.transaction([&](store::Transaction& tx) { return tx.transfers().of_message(message, context.device()); });
  if (!files) return;
  for (const store::Transfer& file : *files) {
    std::error_code ignored;  // a leftover copy is ciphertext, and swept when the profile is opened next
    std::filesystem::remove(file.path, ignored);
  }
}

namespace {

// The sealed files of messages that are still to be sent, and those that are put together. A message's files are needed until it
// is sent: the relay may lose what it has of them.
Result<std::set<std::filesystem::path>> staged_files(store::Transaction& tx) {
  auto waiting = tx.outbox().waiting();
  if (!waiting) return pass_on(waiting);
  auto coming = tx.transfers().coming();
  if (!coming) return pass_on(coming);
  std::set<std::filesystem::path> out;
  for (const store::Transfer& file : *coming) out.insert(coming_name(file));
  for (const store::OutboxItem& item : *waiting) {
    auto files = tx.transfers().of_message(item.message, item.sender);
    if (!files) return pass_on(files);
    for (const store::Transfer& file : *files) out.insert(file.path.filename());
  }
  return out;
}

}  // namespace

void sweep_staged(Context& context) {
  auto folder = context.profile.staging_folder();
  auto wanted = context.store.transaction([](store::Transaction& tx) { return staged_files(tx); });
  if (!folder || !wanted) return;
  std::error_code failed;
  std::vector<std::filesystem::path> leftover;
  for (std::filesystem::directory_iterator at(*folder, failed), end; !failed && at != end; at.increment(failed)) {
    const auto& file = at->path();
    const bool ours = file.extension() == ".out" || file.extension() == ".in";
    if (ours && !wanted->contains(file.filename())) leftover.push_back(file);
  }
  std::error_code ignored;
  for (const auto& file : leftover) std::filesystem::remove(file, ignored);
}

}  // namespace valise::sdk::client
