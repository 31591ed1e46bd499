// Commands: the desk's end of the local socket. It accepts the command lines of this user, runs each command as an errand on the
// open profile (cli/run.hpp), and carries its streams. docs/design/0033-local-socket.md.
//
// Everything runs on the io_context, but for the commands themselves: what passes between is in CommandRun, under its lock.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <filesystem>
#include <functional>
#include <memory>

#include "valise/live.hpp"
#include "valise/v1/command.pb.h"

namespace valise::desk {

class Commands {
 public:
  enum class Profile { open, locked, changing };
  // What it needs of the desk.
  struct Host {
    std::function<Profile()> profile;
    std::function<void(std::function<void(Client&)>)> errand;  // while it is open
    std::function<void()> ended;                               // a command has ended: it may have changed anything
    std::function<std::string()> page;                         // gives an address of the page, good once
  };

  Commands(boost::asio::io_context& io, std::filesystem::path folder, Host host);
  // Breaks off what runs, tells it so, and takes the socket away.
  ~Commands();
  Commands(const Commands&) = delete;
  Commands& operator=(const Commands&) = delete;

  // listen makes the socket anew, unless another desk answers there and this one does not hold the profile.
  void listen();
  // break_off ends what runs: its streams end, and its waiting does.
  void break_off(v1::CommandRefusal::Reason reason);

 private:
  class Listener;

  boost::asio::io_context& io_;
  std::filesystem::path folder_;
  std::shared_ptr<Host> host_;
  std::shared_ptr<Listener> listener_;
};

}  // namespace valise::desk
