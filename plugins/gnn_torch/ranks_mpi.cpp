// The C interface of MPI alone. Contributions are gathered and added up by every rank itself,
// because the order in which MPI_Allreduce adds is the library's choice; a gradient is small (~250
// kB).
#include <mpi.h>

#include <limits>
#include <stdexcept>

#include "gnn_torch/ranks.hpp"

namespace trackloom::gnn {

namespace {

void require(int code, const char* call) {
  if (code != MPI_SUCCESS) {
    throw std::runtime_error(std::string(call) + " failed with code " + std::to_string(code));
  }
}

class MpiRanks : public Ranks {
 public:
  MpiRanks() {
    int given = 0;
    // Calls come from one thread at a time, but not always from the same.
    require(MPI_Init_thread(nullptr, nullptr, MPI_THREAD_SERIALIZED, &given), "MPI_Init_thread");
    if (given < MPI_THREAD_SERIALIZED) {
      throw std::runtime_error("this MPI serves the main thread alone");
    }
    MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN);
    require(MPI_Comm_rank(MPI_COMM_WORLD, &rank_), "MPI_Comm_rank");
    require(MPI_Comm_size(MPI_COMM_WORLD, &size_), "MPI_Comm_size");
  }

  int rank() const override { return rank_; }
  int size() const override { return size_; }

  std::vector<std::byte> gather(std::span<const std::byte> mine) override {
    std::vector<int> sizes(static_cast<std::size_t>(size_)), offsets(sizes.size());
    std::size_t total = 0;
    const auto most = static_cast<std::size_t>(std::numeric_limits<int>::max() / size_);
    if (mine.size() > most) throw std::runtime_error("a message of a rank is too large for MPI");
    const int own = static_cast<int>(mine.size());
    require(MPI_Allgather(&own, 1, MPI_INT, sizes.data(), 1, MPI_INT, MPI_COMM_WORLD),
            "MPI_Allgather");
    for (std::size_t r = 0; r < sizes.size(); ++r) {
      offsets[r] = static_cast<int>(total);
      total += static_cast<std::size_t>(sizes[r]);
    }
    std::vector<std::byte> all(total);
    require(MPI_Allgatherv(mine.data(), own, MPI_BYTE, all.data(), sizes.data(), offsets.data(),
                           MPI_BYTE, MPI_COMM_WORLD),
            "MPI_Allgatherv");
    return all;
  }

  void finish() override { require(MPI_Finalize(), "MPI_Finalize"); }

 private:
  int rank_ = 0, size_ = 1;
};

}  // namespace

bool has_mpi() {
  return true;
}

std::unique_ptr<Ranks> mpi_ranks() {
  return std::make_unique<MpiRanks>();
}

}  // namespace trackloom::gnn
