// How forward_int8.cpp rounds rows, for rounded_block.hpp: to bytes, four of which make a word.
// With value = step (code - zero), and a column of the matrix = column_step times integers,
//   sum of value weight = step column_step (sum of code integer) - step zero (sum of the column).
// Wanted: store_codes(), which makes what is above 255 to it, and largest().

using Code = std::uint8_t;
using Sum = Integers;
constexpr int group = 4;
struct Scale {
  float step, low;  // low = -step zero
};

TRACKLOOM_INLINE Sum begin_sum(const float*) {
  return Sum{};
}
TRACKLOOM_INLINE void end_sum(Sum sum, Scale scale, const PackedMatrix& matrix, std::int64_t column,
                              float* c) {
  const Vector factor = load(matrix.column_step.data() + column) * scale.step;
  const Vector shift = load(matrix.column_sum.data() + column) * scale.low;
  store(load(c) + __builtin_convertvector(sum, Vector) * factor + shift, c);
}

// The vector of `a` and the size of `b` where that is larger; a number that is none, or infinite,
// makes one that is none and stays.
TRACKLOOM_INLINE Vector larger(Vector a, Vector b) {
  const Vector size = b < Vector{} ? -b : b;
  return (size > a ? size : a) + (b - b);
}

// So that zero, or a row of zeros, needs no case of its own.
constexpr float smallest_step = 1e-30F;

TRACKLOOM_INLINE void encode(Vector v, float inverse, float zero, Code* out) {
  store_codes(__builtin_convertvector(v * inverse + zero, Integers), out);
}

// A row of `width` numbers, vector by vector from at(h), with zero in the middle of the codes.
template <class At>
TRACKLOOM_INLINE Scale round_signed(At&& at, std::int64_t width, Code* out) {
  Vector most{};
  for (std::int64_t h = 0; h < width; h += panel) most = larger(most, at(h));
  const float step = largest(most) / 127 + smallest_step;
  for (std::int64_t h = 0; h < width; h += panel) encode(at(h), 1 / step, 128.5F, out + h);
  return {step, -128 * step};
}

TRACKLOOM_INLINE Scale round_row(const float* row, std::int64_t width, Code* out) {
  const std::int64_t whole = width / panel * panel;
  float rest[panel] = {};
  for (std::int64_t k = whole; k < width; ++k) rest[k - whole] = row[k];
  return round_signed([&](std::int64_t h) { return load(h < whole ? row + h : rest); }, width, out);
}

TRACKLOOM_INLINE Scale round_half_row(const Half* half, std::int64_t width, Code* out,
                                      const Code*&) {
  return round_signed([&](std::int64_t h) { return widen(half + h); }, width, out);
}

// ReLU of z, in steps of the row's largest number, or of f z scale + shift, in steps that are in
// these and in the matrix that follows (PackedMlp::round). z may be overwritten.
TRACKLOOM_INLINE Scale round_active(float* z, std::int64_t width, const float* scale,
                                    const float* shift, float f, Code* out) {
  if (scale != nullptr) {
    for (std::int64_t h = 0; h < width; h += panel) {
      encode(positive(load(z + h) * load(scale + h) * f + load(shift + h)), 1, 0.5F, out + h);
    }
    return {1 + (f - f), 0};  // none where f is none
  }
  Vector most{};
  for (std::int64_t h = 0; h < width; h += panel) {
    const Vector v = positive(load(z + h));
    most = larger(most, v);
    store(v, z + h);
  }
  const float step = largest(most) / 255 + smallest_step;
  for (std::int64_t h = 0; h < width; h += panel) encode(load(z + h), 1 / step, 0.5F, out + h);
  return {step, 0};
}

// Of an active row, whose low is 0.
TRACKLOOM_INLINE float column_product(const Code* row, Scale scale, const float* column,
                                      std::int64_t width) {
  Vector sum{};
  for (std::int64_t h = 0; h < width; h += panel) {
    const Codes codes = *reinterpret_cast<const Codes*>(row + h);
    sum += __builtin_convertvector(__builtin_convertvector(codes, Integers), Vector) *
           load(column + h);
  }
  return scale.step * sum_of(sum);
}
