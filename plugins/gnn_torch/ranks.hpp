// Processes that train one network together, each on events of its own.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace trackloom::gnn {

// The ranks 0 to size - 1 of a training. gather() is collective: every rank calls it as often as
// the others, from one thread at a time. A rank that ends early ends the others: the launcher stops
// them when a process leaves without finish().
class Ranks {
 public:
  virtual ~Ranks() = default;
  virtual int rank() const = 0;
  virtual int size() const = 0;
  // What the ranks give, one after the other from rank 0 on; on each of them. Lengths may differ.
  virtual std::vector<std::byte> gather(std::span<const std::byte> mine) = 0;
  // After the last gather().
  virtual void finish() = 0;

  template <class T>
  std::vector<T> gather(const std::vector<T>& mine) {
    const std::vector<std::byte> all = gather(std::as_bytes(std::span<const T>(mine)));
    const T* begin = reinterpret_cast<const T*>(all.data());
    return {begin, begin + all.size() / sizeof(T)};
  }
  // That of rank 0.
  double of_first(double value) { return gather(std::vector<double>{value}).front(); }
  // The mean over the ranks, element by element, added up from rank 0 on: the same bits on each,
  // and on every run. All give as many.
  void average(std::vector<float>& values);
};

// One process.
std::unique_ptr<Ranks> single_rank();

// False where this build found no MPI.
bool has_mpi();
// The processes that mpirun started. Once per process; throws std::runtime_error without MPI.
std::unique_ptr<Ranks> mpi_ranks();

}  // namespace trackloom::gnn
