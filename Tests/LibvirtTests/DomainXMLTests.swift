import Libvirt
import Testing
import XML

@Suite struct DomainXMLTests {
    private static let sample = """
        <?xml version='1.0'?>
        <!-- written by a program -->
        <domain type='kvm' id="7" xmlns:qemu='urn:q'>
          <name>a &lt;b&gt; &#65;&#x42;</name>
          <metadata>
            <ex:cloud xmlns:ex="urn:example:cloud" id="42" note='&quot;x&apos;'
                ><inner>no</inner>yes<![CDATA[ <&>]]></ex:cloud>
            <plain/>
          </metadata>
          <devices>
            <emulator>/usr/bin/qemu</emulator>
            <disk type='file' device='disk'>
              <driver name='qemu' type='qcow2'/><source file='/images/a&amp;b.qcow2' index='1'/>
              <backingStore type='file'><format type='raw'/><source file='/images/base.raw'/></backingStore>
              <target dev='vda' bus='virtio'/>
            </disk>
            <disk type='file' device='cdrom'><target dev='sda' bus='sata'/><readonly/></disk>
            <disk type='block' device='lun'><source dev='/dev/sdb'/><target dev='vdb'/><shareable/></disk>
            <disk type='volume'><source pool='p' volume='v'/><target dev='vdc'/></disk>
            <interface type='bridge'>
              <mac address='52:54:00:00:00:01'/><source bridge='br0'/><target dev='vnet3'/><model type='virtio'/>
            </interface>
            <interface type='network'><source network='default' bridge='virbr0'/></interface>
          </devices>
        </domain>
        """

    @Test func `disks are read, and not what they stand on`() throws {
        let disks = try DomainDevices(xml: Self.sample).disks

        #expect(disks.map(\.target) == ["vda", "sda", "vdb", "vdc"])
        #expect(disks.map(\.device) == ["disk", "cdrom", "lun", "disk"])
        #expect(disks.map(\.file) == ["/images/a&b.qcow2", nil, "/dev/sdb", nil])
        #expect(disks.map(\.format) == ["qcow2", nil, nil, nil])
        #expect(disks.map(\.isReadOnly) == [false, true, false, false])
        #expect(disks.map(\.isShareable) == [false, false, true, false])
        #expect(disks.map(\.volume?.name) == [nil, nil, nil, "v"])
    }

    @Test func `interfaces are read`() throws {
        let interfaces = try DomainDevices(xml: Self.sample).interfaces

        #expect(interfaces.map(\.type) == ["bridge", "network"])
        #expect(interfaces.map(\.source) == ["br0", "default"])
        #expect(interfaces.map(\.target) == ["vnet3", nil])
        #expect(interfaces.map(\.mac) == ["52:54:00:00:00:01", nil])
    }

    @Test func `metadata is read with its namespace`() throws {
        let metadata = try DomainDevices(xml: Self.sample).metadata

        #expect(metadata.map(\.name) == ["cloud", "plain"])
        #expect(metadata.map(\.namespace) == ["urn:example:cloud", nil])
        #expect(metadata.first?.attributes == ["id": "42", "note": "\"x'"])
        #expect(metadata.first?.text == "yes <&>")
    }

    @Test(arguments: [
        "", " ", "<domain>", "<domain></domian>", "<domain/><domain/>", "x<domain/>", "<domain/>x", "<domain a=1/>",
        "<domain a='1' a='2'/>", "<domain a='1'b='2'/>", "<domain a='<'/>", "<domain>&nbsp;</domain>",
        "<domain>&</domain>",
        "<domain>&#0;</domain>", "<domain>&#xD800;</domain>", "<!DOCTYPE domain><domain/>", "<domain><!-- </domain>",
        "<domain><![CDATA[</domain>", "<domain a='1", "<network/>", "<", "</domain>", "<domain", "<?xml",
    ])
    func `malformed text is an error`(xml: String) {
        #expect(throws: XMLError.self) { try DomainDevices(xml: xml) }
    }

    @Test func `depth and length are bounded`() {
        let deep = "<domain>" + String(repeating: "<a>", count: 64) + String(repeating: "</a>", count: 64) + "</domain>"
        let long = "<domain>" + String(repeating: " ", count: 4 << 20) + "</domain>"

        #expect(throws: XMLError.self) { try DomainDevices(xml: deep) }
        #expect(throws: XMLError.self) { try DomainDevices(xml: long) }
    }

    @Test func `damaged text is read or refused, never more`() {
        var generator = Generator(state: 0x5EED)
        let sample = Array(Self.sample.utf8)
        let spice = Array("<>/&;'\"=!?[]-#x \u{0}\u{FF}".utf8)
        var refused = 0
        for _ in 0..<3000 {
            var bytes = sample
            for _ in 0...Int(generator.next() % 4) {
                let place = Int(generator.next() % UInt64(bytes.count))
                switch generator.next() % 4 {
                case 0: bytes[place] = spice[Int(generator.next() % UInt64(spice.count))]
                case 1: bytes.remove(at: place)
                case 2: bytes.insert(spice[Int(generator.next() % UInt64(spice.count))], at: place)
                default: bytes.removeSubrange(place..<min(bytes.count, place + Int(generator.next() % 40)))
                }
            }
            do {
                let devices = try DomainDevices(xml: String(decoding: bytes, as: UTF8.self))
                #expect(devices.disks.count <= 5)
            } catch {
                #expect(error.offset <= bytes.count * 3)
                refused += 1
            }
        }
        #expect(refused > 1000)
        #expect(refused < 3000)
    }
}

/// SplitMix64.
private struct Generator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}
