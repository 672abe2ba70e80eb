import BaadalModel
import Testing

@Suite struct HostInventoryTests {
    /// A part as the script writes it.
    static func part(_ name: String, _ text: String, status: Int = 0) -> String {
        "\n=== \(name)\n\(text)\n\n=== end \(status)\n"
    }

    static let links = """
        bond0 3c:ec:ef:00:00:01 20000 - eno1 eno2
        eno1 3c:ec:ef:00:00:01 10000 device
        eno2 3c:ec:ef:00:00:02 10000 device
        eno3 3c:ec:ef:00:00:03 -1 device
        lo 00:00:00:00:00:00 - -
        ovs-system 86:1a:00:00:00:01 - - bond0 vnet0
        baadal-br-int 3c:ec:ef:00:00:01 - -
        vnet0 fe:54:00:00:00:07 10 -
        vlan7 3c:ec:ef:00:00:03 4294967295 - eno3
        """

    static let routes = """
        Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT
        vlan7\t00000000\t010200C0\t0003\t0\t0\t100\t00000000\t0\t0\t0
        eno1\t00000000\t010200C0\t0003\t0\t0\t200\t00000000\t0\t0\t0
        eno2\t000200C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0
        """

    static let disks = """
        {"blockdevices": [
          {"name":"loop0","size":1073741824,"model":null,"rota":true,"type":"loop","wwn":null},
          {"name":"zram0","size":8589934592,"model":null,"rota":false,"type":"disk","wwn":null},
          {"name":"sdb","size":4000787030016,"model":"ST4000NM \\u0041 ","rota":true,"type":"disk","wwn":"0x5000c5"},
          {"name":"sda","size":"480103981056","model":"INTEL SSDSC2","rota":"0","type":"disk","wwn":"0x55cd2e"},
          {"name":"sdc","size":4000787030016,"model":"ST4000NM A","rota":true,"type":"disk","wwn":"0x5000c5"},
          {"name":"sr0","size":1073741312,"model":"DVD","rota":true,"type":"rom","wwn":null},
          {"name":"dm-0","size":480103981056,"model":null,"rota":false,"type":"lvm","wwn":null},
          {"name":"sda1","size":480103981056,"model":null,"rota":false,"type":"part","wwn":"0x55cd2e"}
        ]}
        """

    static let services = """
        Id=libvirtd.service
        LoadState=loaded
        ActiveState=inactive

        Id=libvirtd.socket
        LoadState=loaded
        ActiveState=active

        Id=virtqemud.service
        LoadState=not-found
        ActiveState=inactive

        Id=openvswitch-switch.service
        LoadState=loaded
        ActiveState=failed

        Id=openvswitch.service
        LoadState=not-found
        ActiveState=inactive
        """

    static let whole = [
        part("cpu", "# CPU,Core,Socket\n" + (0..<16).map { "\($0),\($0 % 8),\($0 % 8 / 4)" }.joined(separator: "\n")),
        part("memory", "MemTotal:       65713012 kB\nMemFree: 1 kB\nMemAvailable:   60000000 kB"),
        part("disks", disks),
        part("links", links),
        part("routes", routes),
        part("routes6", ""),
        part("switches", "baadal-br-int bond0\nbaadal-br-int vnet0"),
        part("body", "none", status: 1),
        part("libvirt", "libvirtd (libvirt) 9.0.0"),
        part("qemu", "QEMU emulator version 7.2.22 (Debian 1:7.2+dfsg-7+deb12u18+b3)\nCopyright (c) 2003-2022"),
        part("ovs", "ovs-vsctl (Open vSwitch) 3.1.0\nDB Schema 8.3.1"),
        part("tools", "qperf\niperf3\nnetperf"),
        part("services", services),
    ].joined()

    @Test func `a host's script tells all of it`() throws {
        let inventory = HostInventory(parsing: Self.whole, bridge: "baadal-br-int")
        #expect((inventory.sockets, inventory.cores, inventory.threads) == (2, 8, 16))
        #expect(inventory.memory == .kibibytes(65_713_012))
        #expect(inventory.body == .physical)
        #expect(inventory.libvirtVersion == "9.0.0")
        #expect(inventory.qemuVersion == "7.2.22")
        #expect(inventory.openVSwitchVersion == "3.1.0")
        #expect(inventory.libvirtService == .active)
        #expect(inventory.openVSwitchService == .inactive)
        #expect(inventory.tools == [.qperf, .iperf3])
    }

    @Test func `disks are whole, real and counted once`() {
        let inventory = HostInventory(parsing: Self.whole)
        #expect(
            inventory.disks == [
                HostDisk(name: "sda", size: Bytes(480_103_981_056), model: "INTEL SSDSC2", isRotational: false),
                HostDisk(name: "sdb", size: Bytes(4_000_787_030_016), model: "ST4000NM A", isRotational: true),
            ]
        )
        #expect(inventory.diskSize == Bytes(4_480_891_011_072))
    }

    @Test func `the uplinks are the hardware below the named bridge`() {
        let inventory = HostInventory(parsing: Self.whole, bridge: "baadal-br-int")
        #expect(inventory.uplinks.map(\.name) == ["eno1", "eno2"])
        #expect(inventory.uplinks.first?.mac == "3C:EC:EF:00:00:01")
        #expect(inventory.bandwidth == 20_000)
    }

    @Test func `without a bridge the default route of the least metric tells the uplink`() {
        let inventory = HostInventory(parsing: Self.whole, bridge: "no-such-bridge")
        #expect(inventory.uplinks.map(\.name) == ["eno3"])
        #expect(inventory.bandwidth == nil)
    }

    @Test func `a host of IPv6 alone has an uplink`() {
        let zeros = String(repeating: "0", count: 32)
        let routes = """
            \(zeros) 00 \(zeros) 00 fe800000000000000000000000000001 00000400 00000003 00000000 00000003     eth0
            \(zeros) 00 \(zeros) 00 \(zeros) ffffffff 00000001 00000000 00200200       lo
            """
        let text = Self.part("links", "eth0 52:54:00:1a:2b:3c -1 device") + Self.part("routes6", routes)
        #expect(HostInventory(parsing: text).uplinks.map(\.name) == ["eth0"])
    }

    @Test(arguments: ["cpu", "memory", "disks", "links", "body", "libvirt", "qemu", "ovs", "tools", "services"])
    func `a part that fails loses only itself`(name: String) {
        let text = Self.whole.replacing("=== \(name)\n", with: "=== nothing\n") + Self.part(name, "", status: 127)
        let (found, all) = (HostInventory(parsing: text), HostInventory(parsing: Self.whole))
        let kept: [(String, Bool)] = [
            ("cpu", found.threads == all.threads && found.cores == all.cores), ("memory", found.memory == all.memory),
            ("disks", found.disks == all.disks), ("links", found.interfaces == all.interfaces),
            ("body", found.body == all.body), ("libvirt", found.libvirtVersion == all.libvirtVersion),
            ("qemu", found.qemuVersion == all.qemuVersion), ("ovs", found.openVSwitchVersion == all.openVSwitchVersion),
            ("tools", found.tools == all.tools),
            (
                "services",
                found.libvirtService == all.libvirtService && found.openVSwitchService == all.openVSwitchService
            ),
        ]
        #expect(kept.filter { !$0.1 }.map(\.0) == [name])
    }

    @Test(arguments: [
        ("none", 1, HostBody.physical), ("kvm", 0, .virtual("kvm")), ("", 127, nil), ("", 1, nil), ("", 124, nil),
    ])
    func `a machine is told from a guest by word and status`(word: String, status: Int, body: HostBody?) {
        #expect(HostInventory(parsing: Self.part("body", word, status: status)).body == body)
    }

    @Test func `no service manager leaves the services unknown`() {
        let (libvirt, openVSwitch) = HostInventory.services(parsing: Self.part("services", "", status: 1))
        #expect(libvirt == nil)
        #expect(openVSwitch == nil)
    }

    @Test func `a service that is not installed is absent`() {
        let text = "Id=libvirtd.service\nLoadState=not-found\nActiveState=inactive\n"
        #expect(HostInventory.services(parsing: Self.part("services", text)).libvirt == .absent)
    }

    @Test func `nothing is known of a host that says nothing`() {
        #expect(HostInventory(parsing: "") == HostInventory())
    }

    @Test func `what is cut off in the middle is read so far`() {
        let end = Self.whole.firstRange(of: "=== links")?.lowerBound ?? Self.whole.endIndex
        let inventory = HostInventory(parsing: String(Self.whole[..<end]) + "=== links\neno1 3c:ec:ef:00:00:01 10")
        #expect(inventory.disks?.count == 2)
        #expect(inventory.interfaces == nil)
    }

    @Test func `text that is not what it should be ends no parser`() {
        var words = Mutations(seed: 7)
        for _ in 0..<1500 {
            let inventory = HostInventory(parsing: words.mutate(Self.whole), bridge: "baadal-br-int")
            #expect((inventory.disks ?? []).allSatisfy { $0.size.count > 0 })
            _ = (inventory.bandwidth, inventory.diskSize)
        }
    }
}
