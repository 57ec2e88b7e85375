// The two dialects that one engine speaks.
#pragma once
#include <cstdint>

namespace pawl::jsonata {

enum class Dialect : uint8_t {
  Reference,  // jsonata-js 2.0.6, with the operators `??` and `?:` of 2.1
  Aws,        // what Step Functions makes of it: 64-bit integers, Java's doubles, no $eval
};

}  // namespace pawl::jsonata
