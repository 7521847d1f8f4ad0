#include <stdexcept>

#include "gnn_torch/ranks.hpp"

namespace trackloom::gnn {

bool has_mpi() {
  return false;
}

std::unique_ptr<Ranks> mpi_ranks() {
  throw std::runtime_error("this build has no MPI: install an MPI and configure again");
}

}  // namespace trackloom::gnn
