internal import BaadalModel

/// The embedded demo: six hosts and sixty VMs on libvirt's test driver.
public enum DemoCloud {
    /// Processors of each host.
    static let processors = 16
    static let memory = Bytes.gibibytes(64)
    private static let names = ["kvm1", "kvm2", "kvm3", "kvm4", "kvm5", "kvm6"]
    private static let roles = ["web", "db", "lab", "build", "mail", "git", "cache", "proxy", "wiki", "ci"]

    /// The hosts, each a name and the text of a file for the test driver.
    ///
    /// - Parameter marker: The name of the file by which a host is seen to share the datastore.
    public static func hosts(marker: String = ".baadal") -> [(name: String, xml: String)] {
        names.enumerated().map { index, name in (name, node(index, name, marker)) }
    }

    private static func node(_ host: Int, _ name: String, _ marker: String) -> String {
        let domains = (0..<10).map { domain(host * 10 + $0) }.joined(separator: "\n")
        return """
            <node>
              <cpu>
                <mhz>2600</mhz><model>x86_64</model><active>\(processors)</active>
                <nodes>1</nodes><sockets>1</sockets><cores>\(processors / 2)</cores><threads>2</threads>
              </cpu>
              <memory>\(memory.count >> 10)</memory>
              <network><name>default</name><bridge name='virbr0'/></network>
            \(DemoCatalogue.pools(marker: marker))
            \(domains)
            </node>
            """
    }

    private static func domain(_ index: Int) -> String {
        let role = roles[index % roles.count]
        let memory = 524_288 << (index * 7 % 4)
        let state = index % 7 == 5 ? 5 : (index % 19 == 11 ? 3 : 1)
        var generator = NumberedGenerator(state: UInt64(index) &* 0x5851_F42D_4C95_7F2D)
        let uuid = UniqueID.random(using: &generator)
        let number = index / roles.count + 1
        return """
              <domain type='test' xmlns:test='http://libvirt.org/schemas/domain/test/1.0'>
                <name>\(role)-\(number < 10 ? "0" : "")\(number)</name>
                <uuid>\(uuid)</uuid>
                <test:runstate>\(state)</test:runstate>
                <memory unit='KiB'>\(memory)</memory>
                <vcpu>\(1 + index % 4)</vcpu>
                <os><type arch='x86_64'>hvm</type></os>
                <devices>
                  <disk type='file' device='disk'>
                    <driver name='qemu' type='qcow2'/>
                    <source file='/var/lib/libvirt/images/\(role)-\(number).qcow2'/>
                    <target dev='vda' bus='virtio'/>
                  </disk>
                  <interface type='network'>
                    <mac address='52:54:00:10:00:\(index < 16 ? "0" : "")\(String(index, radix: 16))'/>
                    <source network='default'/>
                  </interface>
                </devices>
              </domain>
            """
    }
}

/// Numbers that a seed always gives again.
private struct NumberedGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state ^ state >> 29
    }
}
