import Glibc
import Libvirt
import Testing

/// A host of libvirt's test driver that lives in a file of its own, removed with the last reference.
///
/// Each connection to it starts from the file again; two connections share nothing.
final class TestNode: Sendable {
    let path: String
    var uri: String { "test://\(path)" }

    /// Domains `vm-0`, `vm-1` … with one disk and one interface each; those from `running` on are off.
    init(domains: Int, running: Int? = nil) throws {
        var template = Array("/tmp/libvirt-tests-XXXXXX".utf8CString)
        let folder = try #require(mkdtemp(&template).map { String(cString: $0) })
        path = "\(folder)/node.xml"
        var xml = "<node>"
        for index in 0..<domains { xml += Self.domain(index, isRunning: index < running ?? domains) }
        xml += "<cpu><mhz>6000</mhz><model>i986</model><active>64</active><nodes>4</nodes><sockets>2</sockets>"
        xml += "<cores>4</cores><threads>2</threads></cpu><memory>268435456</memory></node>"
        let file = try #require(fopen(path, "w"))
        defer { fclose(file) }
        try #require(fputs(xml, file) >= 0)
    }

    deinit {
        unlink(path)
        rmdir(String(path.dropLast("/node.xml".count)))
    }

    func connect() throws -> Connection { try Connection(opening: uri) }

    static func uuid(_ index: Int) -> DomainUUID {
        DomainUUID(high: 0x0011_2233_4455_8677, low: UInt64(index) | 1 << 63)
    }

    static func domain(_ index: Int, isRunning: Bool = true) -> String {
        """
        <domain type='test' xmlns:test='http://libvirt.org/schemas/domain/test/1.0'>
          <name>vm-\(index)</name><uuid>\(uuid(index))</uuid>
          <memory unit='KiB'>\(1_048_576)</memory><currentMemory unit='KiB'>524288</currentMemory>
          <vcpu>\(1 + index % 4)</vcpu>
          <os><type arch='x86_64'>hvm</type></os>
          <devices>
            <disk type='file' device='disk'>
              <driver name='qemu' type='qcow2'/><source file='/images/vm-\(index).qcow2'/>
              <target dev='vda' bus='virtio'/>
            </disk>
            <interface type='bridge'>
              <mac address='52:54:00:00:\(hex(index >> 8)):\(hex(index))'/><source bridge='br0'/>
              <target dev='testnet\(1000 + index)'/><model type='virtio'/>
            </interface>
          </devices>
          <test:runstate>\(isRunning ? 1 : 5)</test:runstate>
        </domain>
        """
    }

    private static func hex(_ value: Int) -> String {
        let text = String(value & 0xFF, radix: 16)
        return text.utf8.count == 1 ? "0" + text : text
    }
}
