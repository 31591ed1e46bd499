// What valise::Backups does, with the context of an open profile.
#pragma once

#include "client-sdk/client/context.hpp"
#include "keys/crypto/argon2.hpp"
#include "valise/backup.hpp"

namespace valise::sdk::client {

// write_backup writes the history to a new file and reads it again; the file is removed where that fails.
[[nodiscard]] Result<BackupReport> write_backup(Context& context, const std::filesystem::path& file,
                                                const crypto::Passphrase& passphrase, crypto::Argon2Cost cost);

// take_backup takes what is not in the profile yet, all or nothing.
[[nodiscard]] Result<BackupReport> take_backup(Context& context, const std::filesystem::path& file,
                                               const crypto::Passphrase& passphrase);

}  // namespace valise::sdk::client
