// Products: the typed values that stages exchange through an event.
//
// A product is any default-constructible type that TRACKLOOM_PRODUCT names. Types are matched
// across shared libraries by that name and version, hashed at compile time: neither RTTI nor the
// address of an object is reliable across libraries loaded with RTLD_LOCAL.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace trackloom {

struct TypeKey {
  std::uint64_t hash = 0;
  std::uint32_t version = 0;
  const char* name = "";

  // Equal names of different versions are different types; the planner words that case itself.
  friend constexpr bool operator==(const TypeKey& a, const TypeKey& b) { return a.hash == b.hash; }
};

// FNV-1a over the name and the version.
constexpr TypeKey make_type_key(const char* name, std::uint32_t version) {
  std::uint64_t hash = 14695981039346656037ULL;
  for (const char c : std::string_view(name)) {
    hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
  }
  hash = (hash ^ version) * 1099511628211ULL;
  return {hash, version, name};
}

// Specialised by TRACKLOOM_PRODUCT. A type without it cannot be a port.
template <class T>
struct ProductTraits;

// What the engine needs to keep a product of a type it does not know. All pointers are to T.
struct ProductOps {
  TypeKey key;
  void* (*create)();
  void (*destroy)(void* product) noexcept;
  void (*clear)(void* product);  // empties it, keeps its capacity
  std::size_t (*bytes)(const void* product) noexcept;
};

// A product type may have `void clear()` (else it is assigned from T{}) and `size_t bytes() const`
// (heap bytes in use, for the report; else sizeof(T) counts).
template <class T>
inline constexpr ProductOps product_ops = {
    make_type_key(ProductTraits<T>::name, ProductTraits<T>::version),
    []() -> void* { return new T(); },
    [](void* product) noexcept { delete static_cast<T*>(product); },
    [](void* product) {
      if constexpr (requires(T & value) { value.clear(); }) {
        static_cast<T*>(product)->clear();
      } else {
        *static_cast<T*>(product) = T{};
      }
    },
    [](const void* product) noexcept -> std::size_t {
      if constexpr (requires(const T& value) { value.bytes(); }) {
        return static_cast<const T*>(product)->bytes();
      } else {
        return sizeof(T);
      }
    }};

}  // namespace trackloom

// At global namespace scope, in the header that defines Type:
//   TRACKLOOM_PRODUCT(trackloom::Hits, "event_data.hits", 1)
// Raise the version with every change of layout or meaning.
#define TRACKLOOM_PRODUCT(Type, Name, Version)        \
  template <>                                         \
  struct trackloom::ProductTraits<Type> {             \
    static constexpr const char* name = Name;         \
    static constexpr std::uint32_t version = Version; \
  };
