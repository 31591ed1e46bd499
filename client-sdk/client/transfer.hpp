// Files of messages between this profile and the relay: what was sealed goes up, what is asked for comes down; both go on where
// they stopped.
#pragma once

#include "client-sdk/client/connect.hpp"
#include "valise/messages.hpp"

namespace valise::sdk::client {

// stage seals a person's file into the profile and describes the upload of it, as the `position`-th file of a message. Fails with
// file_unreadable, file_too_large, or a disk error.
[[nodiscard]] Result<store::NewTransfer> stage(Context& context, const std::filesystem::path& file, const std::string& name,
                                               base::MessageId message, base::RoomId room, std::uint32_t position,
                                               const valise::Progress& progress);

// upload makes one file durable at the relay. The room must exist there.
[[nodiscard]] asio::awaitable<Result<>> upload(Context& context, Link link, store::Transfer transfer, valise::Progress progress);

// download fetches the encrypted form into the profile and gives its path.
[[nodiscard]] asio::awaitable<Result<std::filesystem::path>> download(Context& context, Link link,
                                                                      const store::Transfer& transfer, valise::Progress progress);

// unpack decrypts and verifies a downloaded file and gives it its name in `folder`. attachment_altered throws the download away,
// so that the next one begins anew.
[[nodiscard]] Result<std::filesystem::path> unpack(Context& context, const store::Transfer& transfer,
                                                   const std::filesystem::path& sealed, const std::filesystem::path& folder);

// fetch_file gets one file: downloaded, verified and named in `folder`.
[[nodiscard]] asio::awaitable<Result<std::filesystem::path>> fetch_file(Context& context, Link link, store::Transfer transfer,
                                                                        std::filesystem::path folder, valise::Progress progress);

// forget_staged removes the sealed copies of a message that was sent.
void forget_staged(Context& context, base::MessageId message);
// sweep_staged removes sealed files that nothing is to send any more: a program that was killed between two steps leaves them.
// For the opening of a profile, when nobody is about to attach a file.
void sweep_staged(Context& context);

}  // namespace valise::sdk::client
