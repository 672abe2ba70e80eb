import BaadalModel
import Testing

@Suite struct ValuesTests {
    @Test(arguments: ["0.0.0.0", "10.78.0.11", "255.255.255.255"])
    func `an address is read and written`(text: String) { #expect(IPv4(text)?.description == text) }

    @Test(arguments: [
        "", "1.2.3", "1.2.3.4.5", "01.2.3.4", "1.2.3.256", "1.2.3.-4", "1.2.3.4 ", "+1.2.3.4", "1..3.4", "a.b.c.d",
        "١.2.3.4",
    ])
    func `what is no address is refused`(text: String) { #expect(IPv4(text) == nil) }

    @Test func `a range crosses octets, both ends included, and is bounded`() throws {
        let first = try #require(IPv4("10.0.0.254"))
        let range = try IPv4Range(from: first, to: try #require(IPv4("10.0.1.1")))
        #expect(range.addresses.map(\.description) == ["10.0.0.254", "10.0.0.255", "10.0.1.0", "10.0.1.1"])
        #expect(range.count == 4)
        #expect(throws: CloudError.self) { try IPv4Range(from: first, to: try #require(IPv4("10.0.0.1"))) }
        #expect(throws: CloudError.self) { try IPv4Range(from: first, to: try #require(IPv4("10.2.0.0"))) }
        #expect(try IPv4Range(from: IPv4(bits: .max), to: IPv4(bits: .max)).addresses.map(\.bits) == [.max])
    }

    @Test(arguments: [("52:54:00:1a:2b:3c", "52:54:00:1A:2B:3C"), ("52-54-00-1A-2B-3C", "52:54:00:1A:2B:3C")])
    func `a MAC is read in both forms and written in one`(text: String, written: String) {
        #expect(MAC(text)?.description == written)
    }

    @Test(arguments: [
        "", "52:54:00:1a:2b", "52:54:00:1a:2b:3c:4d", "52:54-00:1a:2b:3c", "01:00:5e:00:00:01", "ff:ff:ff:ff:ff:ff",
        "52:54:00:1a:2b:3g", "5254001a2b3c", "52:54:00:1a:2b:3c ",
    ])
    func `groups, mixed separators and other texts are no MAC of a station`(text: String) { #expect(MAC(text) == nil) }

    @Test func `a MAC is drawn with its prefix, and made from an address`() throws {
        var generator = SystemRandomNumberGenerator()
        #expect(MAC.random(prefix: "a2:00:00", using: &generator).description.hasPrefix("A2:00:00:"))
        #expect(MAC.random(prefix: "nonsense", using: &generator).description.hasPrefix("52:54:00:"))
        #expect(MAC.random(prefix: "01:02", using: &generator).description.hasPrefix("52:54:00:"))
        #expect(MAC(naming: try #require(IPv4("10.78.1.5"))).description == "52:54:0A:4E:01:05")
    }

    @Test(arguments: ["a", "9", "web-01", "a_b", String(repeating: "x", count: 30)])
    func `a name for a VM is taken`(text: String) throws { #expect(try VMName(text).text == text) }

    @Test(arguments: [
        "", "-rf", "_a", "a b", "a.b", "../a", "a\n", "é", String(repeating: "x", count: 31), "$(id)", "a'b", "a;b",
        "\u{1b}[31m", "a\u{0}",
    ])
    func `what is no name for a VM is refused`(text: String) { #expect(throws: CloudError.self) { try VMName(text) } }

    @Test(arguments: ["/a", "/mnt/data-store_1/x.y", "/a//b/"])
    func `an absolute path of plain parts is taken`(text: String) throws {
        #expect(try FolderPath(text).text == "/" + text.split(separator: "/").joined(separator: "/"))
    }

    @Test(arguments: ["", "/", "a", "/a/../b", "/..", "/a/./b", "/a b", "/a\n", "/$(id)", "/a'b"])
    func `what leads elsewhere is no path`(text: String) { #expect(throws: CloudError.self) { try FolderPath(text) } }

    @Test(arguments: [
        ("512", 512), ("1K", 1024), ("512M", 536_870_912), ("1.5G", 1_610_612_736), ("2GiB", 2_147_483_648),
        ("2gb", 2_147_483_648), ("1T", 1_099_511_627_776), ("0", 0),
    ])
    func `an amount is read`(text: String, bytes: Int64) { #expect(Bytes(text)?.count == bytes) }

    @Test(arguments: ["", "G", "-1G", "1.G", ".5G", "1.5", "1X", "1 G", "1e3", "99999999999999T", "1G\n", "0x10"])
    func `what is no amount is refused`(text: String) { #expect(Bytes(text) == nil) }

    @Test(arguments: [0, 1, 1023, 1024, 1 << 20, 3 << 30, 5 << 40, (1 << 30) + 1])
    func `an amount in its exact form is read as the same`(count: Int64) {
        #expect(Bytes(Bytes(count).exact) == Bytes(count))
    }

    @Test(arguments: ["bridge:br0", "ovs:br-int", "portgroup:ovs-net/vlan3"])
    func `an attachment is read and written`(text: String) throws {
        #expect(try SecurityDomain.Attachment(text).description == text)
    }

    @Test(arguments: [
        "", "bridge", "bridge:", "bridge:a/b", "bridge:0123456789abcdef", "portgroup:x", "vlan:3", "bridge:a b",
    ])
    func `what is no attachment is refused`(text: String) {
        #expect(throws: CloudError.self) { try SecurityDomain.Attachment(text) }
    }

    @Test func `a schedule is read and written in words`() throws {
        #expect(try SnapshotSchedule(words: "daily,monthly").rawValue == 5)
        #expect(SnapshotSchedule(rawValue: 5).words == "daily,monthly")
        #expect(try SnapshotSchedule(words: "none") == [])
        #expect(throws: CloudError.self) { try SnapshotSchedule(words: "user") }
        #expect(throws: CloudError.self) { try SnapshotSchedule(words: "hourly") }
    }

    @Test func `names of snapshots tell kind and moment and never repeat within a second`() {
        let moment = Timestamp(milliseconds: 1_800_000_000_005)
        #expect(Snapshot.name(.daily, at: moment) == "daily-2027-01-15T0800-00-005Z")
        #expect(Snapshot.name(.daily, at: moment) != Snapshot.name(.daily, at: moment.advanced(byMilliseconds: 1)))
    }

    @Test func `a host's counters leave out partitions, guests and bridges`() throws {
        let text = """
               8       0 sda 10 0 100 5 20 0 200 5 0 0 0 0 0 0 0 0 0
               8       1 sda1 10 0 100 5 20 0 200 5 0 0 0 0 0 0 0 0 0
             259       0 nvme0n1 1 0 8 0 1 0 16 0 0 0 0 0 0 0 0
             259       1 nvme0n1p1 1 0 8 0 1 0 16 0 0 0 0 0 0 0 0
             253       0 dm-0 1 0 8 0 1 0 16 0 0 0 0 0 0 0 0
            Inter-|   Receive                                                |  Transmit
             face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets
                lo: 999 1 0 0 0 0 0 0 999 1 0 0 0 0 0 0
              eth0: 1000 1 0 0 0 0 0 0 2000 1 0 0 0 0 0 0
             vnet3: 777 1 0 0 0 0 0 0 777 1 0 0 0 0 0 0
            enp3s0:10 1 0 0 0 0 0 0 20 1 0 0 0 0 0 0
            """
        let counters = try #require(HostCounters(parsing: text))
        #expect(counters.disks.mapValues(\.inward) == ["sda": 100 * 512, "nvme0n1": 8 * 512])
        #expect(counters.disks.mapValues(\.outward) == ["sda": 200 * 512, "nvme0n1": 16 * 512])
        #expect(counters.uplinks.mapValues(\.inward) == ["eth0": 1000, "enp3s0": 10])
        #expect(counters.uplinks.mapValues(\.outward) == ["eth0": 2000, "enp3s0": 20])
        #expect(HostCounters(parsing: "cat: /proc/diskstats: no such file") == nil)
    }
}
