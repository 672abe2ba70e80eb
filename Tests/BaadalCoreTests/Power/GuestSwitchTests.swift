import BaadalModel
import Foundation
import Logging
import Testing

@testable import BaadalCore

@Suite(.timeLimit(.minutes(2))) struct GuestSwitchTests {
    private let programs: PowerPrograms

    init() throws {
        programs = try PowerPrograms()
        let domain = """
            <domain type='test'><name>kvm1</name><uuid>00000000-0000-0000-0000-00000000000a</uuid>
            <memory>1024</memory><os><type>hvm</type></os></domain>
            """
        try programs.write("parent.xml", "<node>\(domain)</node>")
    }

    private func device(_ name: String = "kvm1", uri: String? = nil) throws -> GuestSwitch {
        let guest = try PowerDriver.Guest(uri: uri ?? "test://\(programs("parent.xml"))", domain: name)
        return GuestSwitch(guest: guest, calls: programs.calls, config: CloudConfig().libvirt)
    }

    @Test func `the parent switches its guest and tells of it`() async throws {
        let device = try device()
        #expect(try await device.isOn() == true)
        try await device.cut()
        #expect(try await device.isOn() == false)
        try await device.cut()
        #expect(try await device.isOn() == false)
        try await device.turnOn()
        try await device.turnOn()
        #expect(try await device.isOn() == true)
        try await device.shutDown()
        #expect(try await device.isOn() == false)
        try await device.shutDown()
    }

    @Test(arguments: ["kvm2", "kvm1 ", "'; --"])
    func `a guest that the parent does not have is never off`(name: String) async throws {
        let device = try device(name)
        for failure in [
            try await powerFailure { try await device.isOn() }, try await powerFailure { try await device.cut() },
        ] {
            #expect(failure.kind == .failed)
            #expect(failure.message.hasSuffix("the parent has no guest of that name"))
        }
    }

    @Test(arguments: [
        ("qemu+ssh://root@parent/system?command=id", PowerFailure.Kind.unusable),
        ("qemu+ssh://root@127.0.0.1/system?no_verify=1", .unusable),
        ("qemu+tcp://127.0.0.1:1/system", .unreachable),
        ("test:///nonexistent/parent.xml", .unreachable),
    ])
    func `a parent that cannot be asked is never off`(uri: String, kind: PowerFailure.Kind) async throws {
        let device = try device(uri: uri)
        #expect(try await powerFailure { try await device.isOn() }.kind == kind)
        #expect(try await powerFailure { try await device.cut() }.kind == kind)
    }

    @Test func `a fence by the parent is certain`() async throws {
        let driver = try PowerDriver(words: ["libvirt", "uri=test://\(programs("parent.xml"))", "domain=kvm1"])
        let environment = PowerControl.Environment(
            config: CloudConfig(),
            clock: TestTime().clock,
            log: .init(label: "test"),
            calls: programs.calls
        )
        let control = PowerControl(host: "kvm1", setup: try .init([driver]), environment: environment, shell: nil)
        #expect(try await control.fence() == .libvirt)
        #expect(try await control.isOn() == false)
        #expect(try await control.turnOn(confirm: true) == .confirmed(by: .libvirt))
        #expect(try await control.turnOff(.gentle) == .confirmed(by: .libvirt))
    }
}
