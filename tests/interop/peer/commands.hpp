// The requests of the line protocol (tests/interop/README.md), one function each: arguments in, the fields of the answer out. A
// function that fails has changed nothing.
#pragma once

#include <span>

#include "tests/interop/peer/arguments.hpp"
#include "tests/interop/peer/state.hpp"

namespace valise::interop {

using Fields = std::string;  // separated by spaces; empty for a bare `ok`
using Command = Result<Fields> (*)(Peer&, Arguments&);

// hex gives the digits, or `-` for nothing.
[[nodiscard]] std::string hex(ByteView bytes);
// cipher_suite fails with unsupported_cipher_suite.
[[nodiscard]] Result<const mls::CipherSuite*> cipher_suite(std::uint64_t number);
[[nodiscard]] Fields authenticator(const mls::Group& group);

// commands_entry.cpp: how one comes into a group
Result<Fields> create(Peer& peer, Arguments& in);
Result<Fields> key_package(Peer& peer, Arguments& in);
Result<Fields> secrets(Peer& peer, Arguments& in);
Result<Fields> join(Peer& peer, Arguments& in);
Result<Fields> ext_join(Peer& peer, Arguments& in);
Result<Fields> psk(Peer& peer, Arguments& in);

// commands_handshake.cpp
Result<Fields> wire(Peer& peer, Arguments& in);
Result<Fields> propose(Peer& peer, Arguments& in);
Result<Fields> commit(Peer& peer, Arguments& in);
Result<Fields> merge(Peer& peer, Arguments& in);
Result<Fields> drop(Peer& peer, Arguments& in);
Result<Fields> handle(Peer& peer, Arguments& in);

// commit_with makes a pending commit and gives the answer of `commit`.
Result<Fields> commit_with(Peer& peer, Membership& own, const mls::CommitOptions& options);

// commands_outside.cpp
Result<Fields> sender(Peer& peer, Arguments& in);
Result<Fields> outside(Peer& peer, Arguments& in);
Result<Fields> ask(Peer& peer, Arguments& in);

// commands_successor.cpp
Result<Fields> reinit(Peer& peer, Arguments& in);
Result<Fields> found(Peer& peer, Arguments& in);
Result<Fields> branch(Peer& peer, Arguments& in);
Result<Fields> join_linked(Peer& peer, Arguments& in);

// commands_message.cpp
Result<Fields> protect(Peer& peer, Arguments& in);
Result<Fields> unprotect(Peer& peer, Arguments& in);
Result<Fields> export_secret(Peer& peer, Arguments& in);

// commands_state.cpp
Result<Fields> name(Peer& peer, Arguments& in);
Result<Fields> suites(Peer& peer, Arguments& in);
Result<Fields> group_info(Peer& peer, Arguments& in);
Result<Fields> tree(Peer& peer, Arguments& in);
Result<Fields> info(Peer& peer, Arguments& in);
Result<Fields> roster(Peer& peer, Arguments& in);
Result<Fields> restart(Peer& peer, Arguments& in);
Result<Fields> free_group(Peer& peer, Arguments& in);

}  // namespace valise::interop
