// Files of messages between this profile and the relay: what was sealed goes up, what is asked for comes down; both go on where
// they stopped.
#pragma once

#include <stop_token>

#include "client-sdk/client/connect.hpp"
#include "valise/messages.hpp"

namespace valise::sdk::client {

// stage seals a person's file into the profile and describes the upload of it, as the `position`-th file of a message. Fails with
// file_unreadable, file_too_large, or a disk error.
[[nodiscard]] Result<store::NewTransfer> stage(Context& context, const std::filesystem::path& file, const std::string& name,
                                               base::MessageId message, base::RoomId room, std::uint32_t position,
                                               const valise::Progress& progress);

// Watch hears how far files have come that are sent: in words for a person, and as data for a program.
struct Watch {
  valise::Progress progress;
  std::function<void(const valise::FileProgress&)> on_file;
};

// upload makes one file durable at the relay. The room must exist there. Ends with files_held within a moment after the transfer
// was held back or given up in the store.
[[nodiscard]] asio::awaitable<Result<>> upload(Context& context, Link link, store::Transfer transfer, Watch watch);

// download fetches the encrypted form into the profile and gives its path. Stopped it ends with NetError::aborted_by_caller.
[[nodiscard]] asio::awaitable<Result<std::filesystem::path>> download(Context& context, Link link,
                                                                      const store::Transfer& transfer, valise::Progress progress,
                                                                      std::stop_token stop = {});

// discard_download removes what a download has brought so far.
[[nodiscard]] Result<> discard_download(Context& context, const store::Transfer& transfer);

// unpack decrypts and verifies a downloaded file and gives it its name in `folder`. attachment_altered throws the download away,
// so that the next one begins anew.
[[nodiscard]] Result<std::filesystem::path> unpack(Context& context, const store::Transfer& transfer,
                                                   const std::filesystem::path& sealed, const std::filesystem::path& folder);

// unpack_bytes decrypts and verifies a downloaded file into memory; the caller has judged its size.
[[nodiscard]] Result<base::Bytes> unpack_bytes(const store::Transfer& transfer, const std::filesystem::path& sealed);

// fetch_file gets one file: downloaded, verified and named in `folder`.
[[nodiscard]] asio::awaitable<Result<std::filesystem::path>> fetch_file(Context& context, Link link, store::Transfer transfer,
                                                                        std::filesystem::path folder, valise::Progress progress);

// are_held says whether the person keeps the files of a message back for now, and the message with them.
[[nodiscard]] Result<bool> are_held(store::Transaction& tx, base::MessageId message, base::DeviceId sender);

// forget_staged removes the sealed copies of a message that was sent, or given up.
void forget_staged(Context& context, base::MessageId message);
// sweep_staged removes sealed files that nothing is to send any more, or that were opened already: a program that was killed
// between two steps leaves them.
// For the opening of a profile, when nobody is about to attach a file.
void sweep_staged(Context& context);

}  // namespace valise::sdk::client
