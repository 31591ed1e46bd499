#include "keys/crypto/swap.hpp"

#include <fstream>

#include "tests/unit/crypto/support.hpp"

namespace valise::crypto {
namespace {

namespace fs = std::filesystem;

// A computer's /proc and /sys, as the kernel writes them.
class SwapTest : public testing::Test {
 protected:
  void write(const std::string& path, const std::string& text) {
    const fs::path file = folder_.path() / path;
    fs::create_directories(file.parent_path());
    std::ofstream(file) << text;
  }
  void link(const std::string& path, const std::string& target) {
    const fs::path file = folder_.path() / path;
    fs::create_directories(file.parent_path());
    fs::create_directory_symlink(target, file);
  }
  void swaps(const std::string& lines) { write("proc/swaps", "Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n" + lines); }
  // A device dm-N, with those beneath it.
  void mapped(const std::string& name, const std::string& uuid, const std::vector<std::string>& beneath) {
    write("sys/class/block/" + name + "/dm/uuid", uuid + "\n");
    for (const auto& below : beneath) {
      link("sys/class/block/" + name + "/slaves/" + below, (folder_.path() / "sys/class/block" / below).string());
    }
  }
  [[nodiscard]] SwapAreas look() const { return examine_swap(folder_.path()); }

  tests::TempFolder folder_{"swap"};
};

using Names = std::vector<std::string>;

TEST_F(SwapTest, NoneIsNone) {
  EXPECT_TRUE(look().readable.empty());
  swaps("");
  const auto areas = look();
  EXPECT_TRUE(areas.readable.empty() && areas.encrypted.empty() && !areas.kept_out);
}

TEST_F(SwapTest, APartitionIsReadable) {
  write("sys/class/block/sda2/size", "1");
  swaps("/dev/sda2                               partition\t999420\t\t0\t\t-2\n");
  EXPECT_EQ(look().readable, Names{"/dev/sda2"});
}

TEST_F(SwapTest, DmCryptIsFoundBeneathVolumes) {
  write("sys/class/block/sda3/size", "1");
  mapped("dm-0", "CRYPT-LUKS2-0a-sda3_crypt", {"sda3"});
  mapped("dm-1", "LVM-abc", {"dm-0"});
  mapped("dm-2", "LVM-def", {"dm-0", "sda3"});  // half of it is not encrypted
  swaps("/dev/dm-0 partition 1 0 -2\n/dev/dm-1 partition 1 0 -3\n/dev/dm-2 partition 1 0 -4\n");
  EXPECT_EQ(look().encrypted, (Names{"/dev/dm-0", "/dev/dm-1"}));
  EXPECT_EQ(look().readable, Names{"/dev/dm-2"});
}

TEST_F(SwapTest, AFileIsAsItsFileSystem) {
  write("proc/self/mountinfo",
        "21 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw\n"
        "22 21 253:0 / /home rw shared:2 - ext4 /dev/mapper/home rw\n"
        "23 21 0:33 / /with\\040blank rw shared:3 master:1 - btrfs /dev/mapper/home rw\n");
  mapped("dm-0", "CRYPT-LUKS2-0a-home", {});
  write("sys/class/block/sda1/size", "1");
  link("sys/dev/block/253:0", (folder_.path() / "sys/class/block/dm-0").string());
  link("sys/dev/block/8:1", (folder_.path() / "sys/class/block/sda1").string());
  write("dev/dm-0", "");
  link("dev/mapper/home", "../dm-0");
  swaps("/swapfile file 1 0 -2\n/home/swapfile file 1 0 -3\n/with\\040blank/swap file 1 0 -4\n/homely file 1 0 -5\n");
  EXPECT_EQ(look().encrypted, (Names{"/home/swapfile", "/with blank/swap"}));
  EXPECT_EQ(look().readable, (Names{"/swapfile", "/homely"}));
}

TEST_F(SwapTest, CompressedMemoryIsNoDiskUnlessItHasOneBehindIt) {
  write("sys/class/block/zram0/backing_dev", "none\n");
  write("sys/class/block/zram1/backing_dev", "/dev/sda9\n");
  swaps("/dev/zram0 partition 1 0 100\n/dev/zram1 partition 1 0 100\n");
  EXPECT_EQ(look().encrypted, Names{"/dev/zram0"});
  EXPECT_EQ(look().readable, Names{"/dev/zram1"});
}

TEST_F(SwapTest, AControlGroupKeepsItsProcessesOut) {
  write("proc/self/cgroup", "0::/user.slice/run-1.scope\n");
  write("sys/fs/cgroup/user.slice/run-1.scope/memory.swap.max", "max\n");
  EXPECT_FALSE(look().kept_out);
  write("sys/fs/cgroup/user.slice/memory.swap.max", "0\n");
  EXPECT_TRUE(look().kept_out);
}

}  // namespace
}  // namespace valise::crypto
