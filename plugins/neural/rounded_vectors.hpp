// Vectors of one panel in GCC's own types, of which the compiler makes what the instruction set
// has: included by forward_bf16.cpp and forward_int8.cpp once per instruction set, inside a
// namespace of its own, since functions that are inlined must be compiled for the same one.

TRACKLOOM_INLINE Vector load(const float* p) {
  return *reinterpret_cast<const Vector*>(p);
}
TRACKLOOM_INLINE void store(Vector v, float* p) {
  *reinterpret_cast<Vector*>(p) = v;
}
TRACKLOOM_INLINE Words load_words(const std::uint32_t* p) {
  return *reinterpret_cast<const Words*>(p);
}
TRACKLOOM_INLINE Vector widen(const Half* p) {
  const Halves v = *reinterpret_cast<const Halves*>(p);
  return reinterpret_cast<Vector>(__builtin_convertvector(v, Words) << 16);
}
TRACKLOOM_INLINE Vector positive(Vector v) {  // a NaN stays one
  return v < Vector{} ? Vector{} : v;
}

#if defined(__AVX512F__)
TRACKLOOM_INLINE float sum_of(Vector v) {
  return _mm512_reduce_add_ps(reinterpret_cast<__m512>(v));
}
TRACKLOOM_INLINE Vector inverse_root(Vector v) {
  return 1.0F / reinterpret_cast<Vector>(_mm512_sqrt_ps(reinterpret_cast<__m512>(v)));
}
#else
TRACKLOOM_INLINE float sum_of(Vector v) {
  float sum = 0;
  for (int i = 0; i < 8; ++i) sum += v[i] + v[i + 8];
  return sum;
}
TRACKLOOM_INLINE Vector inverse_root(Vector v) {
  for (int i = 0; i < 16; ++i) v[i] = 1.0F / std::sqrt(v[i]);
  return v;
}
#endif

// To bf16.
#if defined(__AVX512BF16__)
TRACKLOOM_INLINE void round(Vector v, Half* p) {
  *reinterpret_cast<Halves*>(p) =
      reinterpret_cast<Halves>(_mm512_cvtneps_pbh(reinterpret_cast<__m512>(v)));
}
#else
TRACKLOOM_INLINE void round(Vector v, Half* p) {
  const Words bits = reinterpret_cast<Words>(v);
  const Words even = (bits + 0x7FFFU + ((bits >> 16) & 1U)) >> 16;
  const Words rounded = v == v ? even : (bits >> 16) | 0x40U;
  *reinterpret_cast<Halves*>(p) = __builtin_convertvector(rounded, Halves);
}
#endif
