// Where random numbers come from: intrinsics and JSONata ask for draws, the engine hands out hash(seed,
// state, n), so that replay and resume see the same numbers.
#pragma once
#include <cstdint>
#include <string>

namespace pawl {

class RandomSource {
 public:
  virtual ~RandomSource() = default;
  /// 64 uniformly distributed bits.
  virtual uint64_t next() = 0;
};

/// A version 4 UUID from two draws.
std::string random_uuid(RandomSource& random);

/// splitmix64's finalizer: spreads nearby numbers over all 64 bits.
uint64_t mix_bits(uint64_t bits);

}  // namespace pawl
