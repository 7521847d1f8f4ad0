// How forward_bf16.cpp rounds rows, for forward_rounded_block.hpp: to bf16, two of which make a
// word.

using Code = Half;
using Sum = Vector;
constexpr int group = 2;
struct Scale {};  // a number in bf16 has its own

TRACKLOOM_INLINE Sum begin_sum(const float* c) {
  return load(c);
}
TRACKLOOM_INLINE void end_sum(Sum sum, Scale, const PackedMatrix&, std::int64_t, float* c) {
  store(sum, c);
}

// `width` numbers, followed by zeros up to a whole panel.
TRACKLOOM_INLINE Scale round_row(const float* row, std::int64_t width, Code* out) {
  std::int64_t h = 0;
  for (; h + panel <= width; h += panel) round(load(row + h), out + h);
  if (h == width) return {};
  float rest[panel] = {};
  for (std::int64_t k = h; k < width; ++k) rest[k - h] = row[k];
  round(load(rest), out + h);
  return {};
}

// A row in bf16 is multiplied as it is: `row` becomes it.
TRACKLOOM_INLINE Scale round_half_row(const Half* half, std::int64_t, Code*, const Code*& row) {
  row = half;
  return {};
}

// ReLU of z, or of f z scale + shift.
TRACKLOOM_INLINE Scale round_active(float* z, std::int64_t width, const float* scale,
                                    const float* shift, float f, Code* out) {
  for (std::int64_t h = 0; h < width; h += panel) {
    Vector v = load(z + h);
    if (scale != nullptr) v = v * load(scale + h) * f + load(shift + h);
    round(positive(v), out + h);
  }
  return {};
}

TRACKLOOM_INLINE float column_product(const Code* row, Scale, const float* column,
                                      std::int64_t width) {
  Vector sum{};
  for (std::int64_t h = 0; h < width; h += panel) sum += widen(row + h) * load(column + h);
  return sum_of(sum);
}
