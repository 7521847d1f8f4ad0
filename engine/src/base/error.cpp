#include "trackloom/error.hpp"

#include <exception>
#include <new>

namespace trackloom {

Failure current_failure() noexcept {
  try {
    throw;
  } catch (const SkipEvent& error) {
    return {FailureKind::skipped, error.what(), {}};
  } catch (const FatalError& error) {
    return {FailureKind::fatal, error.what(), {}};
  } catch (const ConfigError& error) {
    return {FailureKind::configuration, error.what(), error.parameter()};
  } catch (const std::exception& error) {
    return {FailureKind::failed, error.what(), {}};
  } catch (...) {
    return {FailureKind::failed, "an exception that is not a std::exception", {}};
  }
}

}  // namespace trackloom
