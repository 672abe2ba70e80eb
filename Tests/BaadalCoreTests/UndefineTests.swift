import BaadalModel
import BaadalStore
import Foundation
import Libvirt
import Testing

@testable import BaadalCore

/// What goes with a definition on a host of libvirt's test driver, and what does not.
@Suite struct UndefineTests {
    private let vm = VM.ID(UniqueID(high: 0x0011_2233_4455_4677, low: 1 << 63))

    /// A way to a host that has one VM, which runs.
    private func hypervisor() async throws -> LibvirtHypervisor {
        let path = NSTemporaryDirectory() + "baadal-undefine-\(UUID().uuidString).xml"
        let xml = """
            <node>
              <domain type='test'>
                <name>web</name><uuid>\(vm)</uuid><memory unit='KiB'>524288</memory><vcpu>1</vcpu>
                <os><type arch='x86_64'>hvm</type></os>
              </domain>
            </node>
            """
        try xml.write(toFile: path, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(atPath: path) }
        let cloud = CloudInfo(uuid: UniqueID(high: 1, low: 1), name: "test", step: 10, limits: TaskLimits())
        let opener = LibvirtOpener(config: CloudConfig(), clock: .system, cloud: cloud)
        return try #require(try await opener.open("test://\(path)") as? LibvirtHypervisor)
    }

    private func act<Value: Sendable>(
        _ hypervisor: LibvirtHypervisor,
        _ body: @escaping @Sendable (borrowing Domain) throws -> Value
    ) async throws -> Value {
        let id = DomainUUID(high: vm.uuid.high, low: vm.uuid.low)
        return try await hypervisor.act { try body(try $0.domain(id)) }
    }

    @Test func `saved memory is not thrown away with the definition`() async throws {
        let hypervisor = try await hypervisor()
        try await act(hypervisor) { try $0.managedSave() }

        let error = await #expect(throws: LibvirtError.self) { try await hypervisor.undefine(vm) }

        #expect(error?.kind == .notAllowed)
        #expect(try await act(hypervisor) { try $0.hasManagedSave() })
        // Its owner throws it away.
        try await act(hypervisor) { try $0.removeManagedSave() }
        try await hypervisor.undefine(vm)
        #expect(try await hypervisor.look(at: vm) == nil)
    }

    @Test func `what libvirt remembers of snapshots goes, and one that is missing is no error`() async throws {
        let hypervisor = try await hypervisor()
        let xml = SnapshotXML.inside("one", note: "")
        try await hypervisor.takeSnapshot(xml, of: vm, diskOnly: false, quiesced: false)
        try await hypervisor.perform(.powerOff, on: vm)
        #expect(try await hypervisor.snapshots(of: vm).map(\.name) == ["one"])

        for _ in 1...2 { try await hypervisor.undefine(vm) }

        #expect(try await hypervisor.look(at: vm) == nil)
    }
}
