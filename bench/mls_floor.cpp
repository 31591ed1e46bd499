#include "bench/mls_floor.hpp"

#include <sodium.h>

#include <stdexcept>

namespace valise::mls::bench {
namespace {

constexpr std::size_t short_message = 64;

void require(bool done) {
  if (!done) throw std::runtime_error("libsodium refused an operation of the floor");
}

void repeat(std::size_t times, auto&& work) {
  for (std::size_t i = 0; i < times; ++i) work();
}

}  // namespace

FloorRunner::FloorRunner() {
  require(sodium_init() >= 0);
  crypto_sign_keypair(verify_key_.data(), signing_key_.data());
  randombytes_buf(private_key_.data(), private_key_.size());
  require(crypto_scalarmult_base(public_key_.data(), private_key_.data()) == 0);
}

double FloorRunner::signatures_us(const Signed& work) const {
  const base::Bytes message(work.bytes, 'x');
  base::ByteArray<64> signature;
  return timed([&] {
    repeat(work.count,
           [&] { crypto_sign_detached(signature.data(), nullptr, message.data(), message.size(), signing_key_.data()); });
  });
}

double FloorRunner::verifications_us(const Signed& work) const {
  const base::Bytes message(work.bytes, 'x');
  base::ByteArray<64> signature;
  crypto_sign_detached(signature.data(), nullptr, message.data(), message.size(), signing_key_.data());
  return timed([&] {
    repeat(work.count, [&] {
      require(crypto_sign_verify_detached(signature.data(), message.data(), message.size(), verify_key_.data()) == 0);
    });
  });
}

double FloorRunner::floor_us(const Floor& floor) const {
  double total = 0;
  for (const Signed& work : floor.signatures) total += signatures_us(work);
  for (const Signed& work : floor.verifications) total += verifications_us(work);
  base::ByteArray<32> out;
  total += timed([&] {
    repeat(floor.base, [&] { require(crypto_scalarmult_base(out.data(), private_key_.data()) == 0); });
    repeat(floor.general, [&] { require(crypto_scalarmult(out.data(), private_key_.data(), public_key_.data()) == 0); });
  });
  return total;
}

void FloorRunner::add(Samples& samples, double value_us, const Floor& floor) const {
  samples.values.push_back(value_us);
  samples.floors.push_back(floor_us(floor));
  samples.units.push_back(signatures_us({1, short_message}) + verifications_us({1, short_message}));
}

}  // namespace valise::mls::bench
