// Opens an address in the person's browser, as the system is set up to do it.
#pragma once

#include <string>

namespace valise::desk {

// open_browser starts xdg-open and does not wait for it; false if it could not be started.
[[nodiscard]] bool open_browser(const std::string& address);

}  // namespace valise::desk
