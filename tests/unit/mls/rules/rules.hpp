// What all suites of rules share: a room of four who are online, anna the forger, ben the receiver.
#pragma once

#include "tests/unit/mls/forger.hpp"

namespace valise::mls::test {

class Rules : public testing::Test {
 protected:
  // refused expects that ben refuses the message for that reason, that his group stays as it was, and that he still takes a
  // genuine commit and a genuine message. `context` tells reasons of one code apart.
  void refused(const Bytes& message, MlsError why, std::string_view context = {});
  // refused_own expects that anna's own commit is refused and changes nothing.
  void refused_own(CommitOptions options, MlsError why, std::string_view context = {});
  // accepted expects that ben takes the message; a commit is only staged.
  void accepted(const Bytes& message);

  Person& ben() { return room.at("ben"); }
  Person& anna() { return room.at("anna"); }
  [[nodiscard]] LeafIndex leaf(const char* name) { return room.at(name).group->own_leaf(); }
  [[nodiscard]] const LeafNode& node(const char* name) { return *ben().group->tree().leaf(leaf(name)); }
  [[nodiscard]] HpkePublicKey fresh_key() { return world.suite.generate_key_pair(world.random).public_key; }

  // package is a newcomer's; altered one's alteration is signed, too.
  [[nodiscard]] KeyPackage package(KeyPackageOptions options = {.lifetime = test_lifetime()});
  [[nodiscard]] KeyPackage altered(const Alter<KeyPackage>& alter) { return forged({.package = alter}); }
  [[nodiscard]] KeyPackage forged(const KeyPackageForgery& forgery);
  [[nodiscard]] Proposal add(KeyPackage package) { return {Add{std::move(package)}}; }
  [[nodiscard]] Proposal remove(const char* name) { return {Remove{leaf(name)}}; }
  // update is a right Update of that member, but for what `alter` does before it is signed.
  [[nodiscard]] Proposal update(const char* name, const Alter<LeafNode>& alter = {});
  [[nodiscard]] Proposal psk(Bytes nonce = Bytes(32), std::string_view id = "psk");
  [[nodiscard]] static Proposal context(Extensions extensions) { return {GroupContextExtensions{std::move(extensions)}}; }
  [[nodiscard]] static Proposal context(ExtensionType type, Bytes data = {}) {
    return context(Extensions({{type, std::move(data)}}));
  }
  [[nodiscard]] static Proposal reinit(ProtocolVersion version = ProtocolVersion::mls10) {
    return {ReInit{.group_id = base::to_bytes("successor"), .version = version, .cipher_suite = test_suite, .extensions = {}}};
  }
  // proposed sends a proposal of that member to ben and gives the entry that refers to it.
  [[nodiscard]] ForgedEntry proposed(const char* by, Proposal proposal);
  // sign_for signs a leaf for that member's place.
  void sign_for(const char* name, LeafNode& changed);
  // admit_external makes the person the only external sender of the group, and the forger know it.
  void admit_external(const Person& sender);
  void renew_forger() { forger.emplace(world, anna()); }

  World world;
  Room room{world, {"anna", "ben", "cora", "dan"}};
  std::optional<Forger> forger{std::in_place, world, room.at("anna")};
};

// reason gives an error as a test compares it: its code, and its context unless none is expected.
void expect_error(const base::Error& error, MlsError why, std::string_view context);
template <class T>
void expect_refused(const Result<T>& result, MlsError why, std::string_view context = {}) {
  ASSERT_FALSE(result) << "accepted, but for: " << describe(why) << " (" << context << ")";
  expect_error(result.error(), why, context);
}

}  // namespace valise::mls::test
