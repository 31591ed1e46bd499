// Opens an address in the person's browser, as the system is set up to do it.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <string>

namespace valise::desk {

// open_browser starts xdg-open and says whether that did its part: false if it could not be started, or ended in failure. One
// that still runs after some seconds is the browser itself.
[[nodiscard]] boost::asio::awaitable<bool> open_browser(std::string address);

}  // namespace valise::desk
