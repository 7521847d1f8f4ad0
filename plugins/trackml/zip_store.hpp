// The files of a zip archive, read in place.
#pragma once

#include "trackml/file_descriptor.hpp"
#include "trackml/file_store.hpp"

namespace trackloom::trackml {

// Stored and deflated members, zip64 too; encrypted and multi-part archives are refused. So is an
// archive with a member whose name is absolute or climbs out (".."): nothing is ever written to
// disk, but such a file was not made by an honest tool. Checksums are verified.
class ZipStore : public FileStore {
 public:
  explicit ZipStore(const std::filesystem::path& path);

 private:
  struct Entry {
    std::uint64_t offset = 0;  // of the local header
    std::uint64_t packed_size = 0;
    std::uint32_t checksum = 0;
    std::uint16_t method = 0;
  };

  void read_directory();
  void read_stored(const StoredFile& file, std::uint64_t limit, ReadScratch& scratch,
                   ByteBuffer& out) const override;

  FileDescriptor file_;
  std::vector<Entry> entries_;
};

}  // namespace trackloom::trackml
