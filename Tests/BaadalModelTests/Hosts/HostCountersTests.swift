import BaadalModel
import Testing

@Suite struct HostCountersTests {
    private let now = Timestamp(seconds: 1_700_000_104)

    private func counters(
        cpu: String = "cpu 0 0 0 0 0 0 0 0 0 0",
        uptime: String = "100.00",
        start: Int = 1_700_000_000,
        disks: [String] = [],
        links: [String] = [],
        sensors: [String] = []
    ) throws -> HostCounters {
        let lines = [cpu, "btime \(start)", "uptime \(uptime) 4000.00"] + disks + links + sensors
        return try #require(HostCounters(parsing: lines.joined(separator: "\n")))
    }

    private func disk(_ name: String, read: UInt64, written: UInt64) -> String {
        "   8       0 \(name) 10 0 \(read) 5 20 0 \(written) 5 0 0 0 0 0 0 0 0 0"
    }

    private func link(_ name: String, received: UInt64, sent: UInt64) -> String {
        "  \(name): \(received) 1 0 0 0 0 0 0 \(sent) 1 0 0 0 0 0 0"
    }

    @Test func `rates are over the time that passed on the host`() throws {
        let before = try counters(
            cpu: "cpu 100 0 100 700 100 0 0 0 50 0",
            disks: [disk("sda", read: 0, written: 0), disk("sda1", read: 0, written: 0)],
            links: [link("eno1", received: 1_000, sent: 500)]
        )
        let after = try counters(
            cpu: "cpu 150 0 125 875 150 0 0 0 99 0",
            uptime: "104.00",
            disks: [disk("sda", read: 8, written: 16), disk("sda1", read: 8, written: 16)],
            links: [link("eno1", received: 5_000, sent: 500)]
        )
        let used = after.usage(since: before, at: now)
        #expect(used.cpu == 0.25)
        #expect(used.diskRead == 1024)
        #expect(used.diskWrite == 2048)
        #expect(used.at == now)
        #expect(used.received == 1000)
        #expect(used.sent == 0)
    }

    @Test func `the first reading knows what is no counter`() throws {
        let text = "MemTotal: 1000 kB\nMemAvailable: 250 kB\n/sys/class/hwmon/hwmon0/temp1_input:45000"
        let used = try #require(HostCounters(parsing: text)).usage(since: nil, at: now)
        #expect(used == Usage(at: now, memory: .kibibytes(750), temperature: 45))
    }

    @Test(arguments: [("99.00", 1_700_000_000), ("104.00", 1_700_000_050)])
    func `after a restart no rate is known`(uptime: String, start: Int) throws {
        let before = try counters(cpu: "cpu 1 0 0 9", disks: [disk("sda", read: 0, written: 0)])
        let after = try counters(
            cpu: "cpu 2 0 0 18",
            uptime: uptime,
            start: start,
            disks: [disk("sda", read: 8, written: 8)]
        )
        #expect(after.usage(since: before, at: now) == Usage(at: now))
    }

    @Test func `a start that moved with the clock by a second is no restart`() throws {
        let after = try counters(cpu: "cpu 5 0 0 5", uptime: "104", start: 1_700_000_001)
        #expect(after.usage(since: try counters(), at: now).cpu == 0.5)
    }

    @Test func `a counter that went backward makes its sum unknown, and no other`() throws {
        let before = try counters(links: [
            link("eno1", received: 4_294_967_290, sent: 7), link("eno2", received: 0, sent: 0),
        ])
        let after = try counters(
            uptime: "101.00",
            links: [link("eno1", received: 90, sent: 9), link("eno2", received: 10, sent: 1)]
        )
        let used = after.usage(since: before, at: now)
        #expect(used.received == nil)
        #expect(used.sent == 3)
    }

    @Test func `a disk that came or went does not count`() throws {
        let before = try counters(disks: [disk("sda", read: 0, written: 0), disk("sdb", read: 900, written: 0)])
        let after = try counters(
            uptime: "101.00",
            disks: [disk("sda", read: 2, written: 0), disk("sdc", read: 5_000, written: 0)]
        )
        #expect(after.usage(since: before, at: now).diskRead == 1024)
    }

    @Test func `no disk at all is unknown, not zero`() throws {
        #expect(try counters(uptime: "101.00").usage(since: try counters(), at: now).diskRead == nil)
    }

    @Test func `parts, mappers and second ways to a disk are not counted`() throws {
        let names = [
            "sda", "sda1", "dm-0", "loop0", "md127", "nvme0n1", "nvme0n1p1", "nvme0c0n1", "zram0", "mmcblk0",
            "mmcblk0p1",
            "mmcblk0boot0", "vda", "vda15", "sr0",
        ]
        let found = try counters(disks: names.map { disk($0, read: 1, written: 1) })
        #expect(found.disks.keys.sorted() == ["mmcblk0", "nvme0n1", "sda", "vda"])
    }

    @Test func `uplinks are those that look like hardware`() throws {
        let text = ["eth0", "eno1", "em1", "p1p2", "bond0", "vnet3", "br-int", "eno1.7", "lo", "lan0"]
            .map { link($0, received: 1, sent: 1) }.joined(separator: "\n")
        #expect(HostCounters(parsing: text)?.uplinks.keys.sorted() == ["em1", "eno1", "eth0", "p1p2"])
    }

    @Test func `the processor's heat and the whole machine's power count`() throws {
        let found = try counters(sensors: [
            "/sys/class/hwmon/hwmon0/name:nvme", "/sys/class/hwmon/hwmon0/temp1_input:81850",
            "/sys/class/hwmon/hwmon1/name:coretemp", "/sys/class/hwmon/hwmon1/temp1_input:52000",
            "/sys/class/hwmon/hwmon1/temp2_input:55000", "/sys/class/hwmon/hwmon1/temp3_input:-128000",
            "/sys/class/hwmon/hwmon2/name:amdgpu", "/sys/class/hwmon/hwmon2/power1_average:300000000",
            "/sys/class/hwmon/hwmon3/name:power_meter", "/sys/class/hwmon/hwmon3/power1_average:214000000",
        ])
        #expect(found.temperature == 55)
        #expect(found.watts == 214)
    }

    @Test func `a card's power is not the host's`() throws {
        let found = try counters(sensors: [
            "/sys/class/hwmon/hwmon2/name:amdgpu", "/sys/class/hwmon/hwmon2/power1_average:300000000",
            "/sys/class/hwmon/hwmon2/temp1_input:60000",
        ])
        #expect(found.watts == nil)
        #expect(found.temperature == 60)
    }

    @Test func `an instant's power stands in for the average`() throws {
        #expect(try counters(sensors: ["/sys/class/hwmon/hwmon2/power1_input:97500000"]).watts == 97.5)
    }

    @Test func `text that is not what it should be gives no absurd figure`() throws {
        let whole = [
            "cpu  963601 34103 202163 1374919 10596 0 10771 1294 0 0", "btime 1795761312", "uptime 13642.11 13749.19",
            "MemTotal:       16384000 kB", "MemAvailable:   9000000 kB",
            disk("sda", read: 55_886_961, written: 299_249_910),
            link("eth0", received: 219_606_436, sent: 305_040), "/sys/class/hwmon/hwmon0/temp1_input:45000",
            "/sys/class/hwmon/hwmon3/power1_average:214000000",
        ].joined(separator: "\n")
        var words = Mutations(seed: 11)
        for _ in 0..<3000 {
            let (before, after) = (
                HostCounters(parsing: words.mutate(whole)), HostCounters(parsing: words.mutate(whole))
            )
            guard let used = after?.usage(since: before, at: now) else { continue }
            #expect((0...1).contains(used.cpu ?? 0))
            #expect((used.memory?.count ?? 0) >= 0)
            let rates = [used.diskRead, used.diskWrite, used.received, used.sent, used.watts].map { $0 ?? 0 }
            #expect(rates.allSatisfy { $0 >= 0 && $0.isFinite })
        }
    }
}
