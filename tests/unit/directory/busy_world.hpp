// A world in which something of every kind was said after its beginning, about what was there and about what is new.
#pragma once

#include "tests/unit/directory/world.hpp"

namespace valise::directory {

class BusyWorld : public World {
 public:
  BusyWorld() {
    registrars_affairs();
    staff();
    networks_and_calendars();
    keys();
    endings();
  }

  // all_keys gives every key that ever had a say, in an order that stays.
  [[nodiscard]] Signers all_keys() const {
    Signers out;
    for (const auto* keys : {&registrar_keys, &odpp_keys, &bureau_keys_, &others_, &new_registrars_, &spare}) {
      out = std::move(out) + first(*keys, keys->size());
    }
    return out;
  }

 private:
  void registrars_affairs() {
    log_key = crypto::SigningKey::generate(random);
    append(relay(2), registrar()).value();
    auto floor = statement();
    floor.mutable_protocol_floor_raised()->set_revision(1);
    floor.mutable_protocol_floor_raised()->set_protocol_version(2);
    floor.mutable_protocol_floor_raised()->add_cipher_suites(3);
    append(floor, registrar()).value();
    auto witnessed = statement();
    witnessed.mutable_witnesses_configured()->set_revision(1);
    witnessed.mutable_witnesses_configured()->set_threshold(1);
    auto& witness = *witnessed.mutable_witnesses_configured()->add_witnesses();
    witness.set_name("witness.example/w0");
    witness.set_public_key(base::to_string(witness_.verify_key().view()));
    append(witnessed, registrar()).value();
    append(authority(record("fr-bepi", "FR", "Bureau"), bureau_keys_, 1), registrar() + first(bureau_keys_, 1)).value();
    append(record_changed(1, "Another name"), registrar() + odpp()).value();
    append(status(v1::AUTHORITY_STATUS_SUSPENDED, 1), registrar()).value();
    append(status(v1::AUTHORITY_STATUS_ACTIVE, 2), registrar()).value();
  }
  void staff() {
    auto renamed = statement();
    fill(*renamed.mutable_officer_changed()->mutable_officer(), "jmwangi", "Judge J. Mwangi");
    renamed.mutable_officer_changed()->set_revision(1);
    append(renamed, odpp()).value();
    append(officer("akimani", "A. Kimani"), odpp()).value();
    append(device(laptop_, describe(laptop_, "ke-odpp/@akimani")), odpp()).value();
    append(device_revoked(pc.id), registrar()).value();
    append(officer_retired("jmwangi"), odpp()).value();
    append(post("desk"), odpp()).value();
    auto post_changed = statement();
    fill(*post_changed.mutable_post_changed()->mutable_post(), "duty");
    post_changed.mutable_post_changed()->mutable_post()->set_kind(v1::POST_KIND_DESK);
    post_changed.mutable_post_changed()->set_revision(1);
    append(post_changed, odpp()).value();
    append(roster(2, {"akimani"}), odpp()).value();
    append(post_retired("desk"), odpp()).value();
  }
  void networks_and_calendars() {
    append(network("casc", 0, ""), registrar()).value();
    append(network("wacap", 1, "fr-bepi"), registrar()).value();
    append(membership("ke-odpp", false, 2), registrar()).value();
    append(membership("fr-bepi", true, 1), registrar()).value();
    append(calendar("ke", 1), odpp()).value();
    append(calendar("ke", 2), odpp()).value();
  }
  void keys() {
    auto rotated = statement();
    rotated.mutable_authority_keys_rotated()->set_authority_id("ke-odpp");
    rotated.mutable_authority_keys_rotated()->set_revision(1);
    directory::fill(*rotated.mutable_authority_keys_rotated()->mutable_authority_keys(), others_, 1);
    append(rotated, odpp() + first(others_, 1)).value();
    append(recovery_announced(1), registrar() + spare_key()).value();
    append(recovery_contested(1), registrar()).value();
    append(recovery_announced(2), registrar() + spare_key()).value();
    append(recovery_completed(2, 30), registrar() + spare_key()).value();
    auto registrars = statement();
    registrars.mutable_registrar_keys_rotated()->set_revision(1);
    directory::fill(*registrars.mutable_registrar_keys_rotated()->mutable_registrar_keys(), new_registrars_, 1);
    append(registrars, registrar() + first(new_registrars_, 1)).value();
  }
  void endings() { append(status(v1::AUTHORITY_STATUS_WITHDRAWN, 3), first(new_registrars_, 1)).value(); }

  crypto::SigningKey witness_ = crypto::SigningKey::generate(random);
  Keys bureau_keys_ = make_keys(random, 1);
  Keys others_ = make_keys(random, 1);
  Keys new_registrars_ = make_keys(random, 1);
  TestDevice laptop_ = new_device();
};

}  // namespace valise::directory
