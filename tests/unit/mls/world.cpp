#include "tests/unit/mls/world.hpp"

namespace valise::mls::test {
namespace {

std::shared_ptr<const Signer> new_signer(World& world) {
  return std::make_shared<Ed25519Signer>(crypto::SigningKey::generate(world.random));
}

}  // namespace

Person::Person(World& shared, const std::string& its_name) : world(&shared), name(its_name), signer(new_signer(shared)) {}

KeyPackageBundle Person::key_package(KeyPackageOptions options) {
  return generate_key_package(world->suite, Credential::basic(base::as_bytes(name)), *signer, options, world->random).value();
}

void Person::create(Extensions context_extensions) {
  group.emplace(Group::create({.cipher_suite = world->suite.id(),
                               .group_id = base::to_bytes("the group"),
                               .credential = Credential::basic(base::as_bytes(name)),
                               .lifetime = test_lifetime(),
                               .context_extensions = std::move(context_extensions)},
                              signer, world->random)
                    .value());
}

void Person::join(const Bytes& welcome, const KeyPackageBundle& bundle) {
  auto joined = Group::join(welcome, bundle, signer, world->validation);
  ASSERT_TRUE(joined) << name << ": " << joined.error().message();
  group.emplace(std::move(*joined));
}

Bytes Person::send(std::string_view text) {
  auto message = group->protect(base::as_bytes("visible"), base::as_bytes(text), world->random);
  EXPECT_TRUE(message) << message.error().message();
  return message ? *message : Bytes{};
}

void Person::settle(PendingCommit pending) { ASSERT_TRUE(group->merge(std::move(pending))); }

void Person::settle(Result<Handled> handled) {
  ASSERT_TRUE(handled) << name << ": " << handled.error().message();
  auto* staged = std::get_if<StagedCommit>(&*handled);
  ASSERT_TRUE(staged);
  ASSERT_TRUE(group->merge(std::move(*staged)));
}

void Person::restart() {
  auto restored = Group::restore(group->serialize_epoch().expose(), group->serialize_ratchets().expose(), signer);
  ASSERT_TRUE(restored) << restored.error().message();
  group.emplace(std::move(*restored));
}

std::string text_of(const Result<Handled>& handled) {
  if (!handled) return "error: " + handled.error().message();
  const auto* message = std::get_if<ApplicationMessage>(&*handled);
  return message ? base::to_string(message->plaintext) : "not an application message";
}

EpochState copy_state(const Person& person) {
  const SecretBytes epoch = person.group->serialize_epoch();
  const SecretBytes ratchets = person.group->serialize_ratchets();
  Decoder in(epoch.expose().subspan(10));
  Decoder keys(ratchets.expose().subspan(11));
  return EpochState::restore(in, keys).value();
}

VerifiedKeyPackage verified(const KeyPackageBundle& bundle) { return verify_key_package(bundle.package).value(); }

Room::Room(World& shared, const std::vector<std::string>& names) : world(shared) {
  const std::string& first = names.front();
  people[first] = std::make_unique<Person>(world, first);
  people[first]->create();
  if (names.size() > 1) commit(first, {}, {names.begin() + 1, names.end()});
}

Person& Room::at(const std::string& name) { return *people.at(name); }

std::vector<Person*> Room::active() {
  std::vector<Person*> out;
  for (auto& [name, person] : people) {
    if (person->group && person->group->active()) out.push_back(person.get());
  }
  return out;
}

void Room::commit(const std::string& by, CommitOptions options, const std::vector<std::string>& new_names) {
  std::map<std::string, KeyPackageBundle> bundles;
  for (const std::string& name : new_names) {
    people[name] = std::make_unique<Person>(world, name);
    auto bundle = people[name]->key_package();
    options.adds.push_back(verified(bundle));
    bundles.emplace(name, std::move(bundle));
  }
  auto pending = at(by).group->commit(options, world.validation, world.random);
  ASSERT_TRUE(pending) << pending.error().message();
  for (Person* person : active()) {
    if (person->name != by) person->receive_commit(pending->message);
  }
  const std::optional<Bytes> welcome = pending->welcome;
  at(by).settle(std::move(*pending));
  for (const auto& [name, bundle] : bundles) at(name).join(*welcome, bundle);
}

void Room::remove(const std::string& by, const std::string& who) {
  commit(by, {.removes = {at(by).group->find_member(base::as_bytes(who))->index}});
}

void Room::expect_agreement() {
  const std::vector<Person*> members = active();
  for (Person* person : members) {
    SCOPED_TRACE(person->name);
    const Group& mine = *person->group;
    const Group& first = *members.front()->group;
    EXPECT_EQ(mine.epoch(), first.epoch());
    EXPECT_EQ(mine.epoch_authenticator(), first.epoch_authenticator());
    EXPECT_EQ(mine.members().size(), members.size());
    EXPECT_TRUE(copy_state(*person).keys.matches(mine.suite(), mine.tree()));
  }
}

}  // namespace valise::mls::test
