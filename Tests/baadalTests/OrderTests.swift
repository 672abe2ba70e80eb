import ArgumentParser
import BaadalModel
import Testing

@testable import baadal

@Suite struct OrderTests {
    private let vm = VM.sample("web-01")

    @Test func `an order has ended when all its tasks have`() {
        let open = Inventory.sample(tasks: [.sample(1, .start(vm.id), status: .success), .sample(2, .start(vm.id))])
        #expect(Order.ended([TaskRecord.ID(1)], in: open)?.map(\.id.number) == [1])
        #expect(Order.ended([TaskRecord.ID(1), TaskRecord.ID(2)], in: open) == nil)
        #expect(Order.ended([TaskRecord.ID(3)], in: open) == nil)
    }

    @Test func `children that are not told of any more have ended with their parent`() {
        let inventory = Inventory.sample(tasks: [.sample(1, .bulk(.start), status: .success)])
        #expect(Order.ended([TaskRecord.ID(1), TaskRecord.ID(2)], in: inventory)?.map(\.id.number) == [1])
    }

    @Test func `a console is opened by UUID on the host of the VM`() throws {
        let host = Host.sample("kvm1", uri: "qemu+ssh://root@kvm1/system")
        let arguments = try ConsoleProgram.arguments(for: VM.sample("-x"), in: .sample(hosts: [host]))
        #expect(
            arguments == [
                "virsh", "-c", "qemu+ssh://root@kvm1/system", "console", "00000000-0000-0000-0000-000000000001",
            ]
        )
    }

    @Test func `a simulated VM has no console and says so`() {
        let inventory = Inventory.sample(hosts: [.sample("kvm1", uri: "test:///a.xml")])
        let why = "'web-01' has no console: libvirt's test driver, which kvm1 uses, has none"
        #expect(throws: Failure(.refused, why)) { try ConsoleProgram.arguments(for: vm, in: inventory) }
    }

    @Test func `a stopped VM has no console`() {
        let stopped = VM.sample("web-01", state: .stopped)
        #expect(throws: CloudError.wrongState(vm: "web-01", state: .stopped, accepted: [.running, .paused])) {
            try ConsoleProgram.arguments(for: stopped, in: .sample())
        }
    }

    @Test func `a condition chooses VMs by what is true of them`() throws {
        let stopped = VM.sample("web-02", number: 2, state: .stopped)
        let inventory = Inventory.sample(vms: [stopped, vm])
        let condition = try VMCondition.parse(["--where", "state=stopped and host=kvm1"])
        #expect(try condition.vms(in: inventory).map(\.name) == ["web-02"])
        #expect(try VMCondition.parse([]).vms(in: inventory).map(\.name) == ["web-01", "web-02"])
    }

    @Test func `a condition that cannot be read is wrong usage`() throws {
        let error = #expect(throws: FilterError.self) { try VMCondition.vms("state=", in: .sample()) }
        #expect(Failure(try #require(error)).status == .usage)
    }

    @Test func `a VM that is named twice is changed once`() throws {
        let selection = try VMSelection.parse(["web-01", "web-01", "web-01@kvm1"])
        #expect(try selection.find(in: .sample(vms: [vm])).map(\.id) == [vm.id])
    }
}
