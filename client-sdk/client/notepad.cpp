#include "valise/notepad.hpp"

#include "client-sdk/client/client_impl.hpp"
#include "client-sdk/client/error.hpp"

namespace valise {

using sdk::client::publicly;
using sdk::store::Transaction;

Result<> Notepad::keep(const std::string& name, const std::string& content) {
  return publicly(internals(*client_).context().store.transaction(
      [&](Transaction& tx) { return tx.notes().keep(name, base::as_bytes(content)); }));
}

Result<std::map<std::string, std::string>> Notepad::all() {
  return publicly(internals(*client_).context().store.transaction([](Transaction& tx) { return tx.notes().all(); }));
}

}  // namespace valise
