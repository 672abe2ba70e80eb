import BaadalModel
import BaadalStore
import Synchronization
import Testing

@testable import BaadalCore

@Suite struct MigrateVMTests {
    private let vm = FaultMatrixTests.vm

    private func cloud(running: Bool) async throws -> ScriptedCloud {
        let cloud = try ScriptedCloud()
        try await cloud.prepare()
        try await FaultMatrixTests.make(cloud, running: running)
        return cloud
    }

    @Test func `what waits at the destination for the rest of a guest is no arrival`() async throws {
        let cloud = try await cloud(running: true)
        let home = try #require(cloud.home(of: vm))
        let there = try #require(cloud.hosts.first { $0 !== home })
        let undefined = Mutex<[String]>([])
        for host in cloud.hosts {
            host.onCall.withLock { hook in
                hook = { [vm, home, there] name, host, isBefore in
                    if name == "undefine", isBefore { undefined.withLock { $0.append(host) } }
                    guard name == "migrate", isBefore else { return }
                    // The connection is lost, and the guest stops, when half of it is there.
                    var half = home.script.withLock { $0.domains[vm] }
                    half?.isPersistent = false
                    there.change { [half] in $0.domains[vm] = half }
                    home.change { $0.domains[vm]?.state = .stopped }
                    throw HostFailure.noAnswer(address: host, why: "cable cut")
                }
            }
        }

        let task = try await cloud.run(.migrate(vm, MigrateOrder(host: there.id)))

        #expect(task.status == .failed)
        #expect(undefined.withLock { $0 } == [])
        #expect(cloud.domain(vm, on: home)?.xml != nil)
        #expect(try cloud.store.record(vm)?.host == home.id)
        #expect(cloud.content(of: vm) == "mine")
    }

    @Test func `a VM with variables of its firmware is not moved while it is off`() async throws {
        let cloud = try await cloud(running: false)
        let home = try #require(cloud.home(of: vm))
        let there = try #require(cloud.hosts.first { $0 !== home })
        let variables = "<nvram>/var/lib/libvirt/qemu/nvram/web.fd</nvram></os>"
        let before = try #require(cloud.domain(vm, on: home)?.xml).replacing("</os>", with: variables)
        home.change { $0.domains[vm]?.xml = before }
        try #require(try DomainXML(before).hasVariables)

        let task = try await cloud.run(.migrate(vm, MigrateOrder(host: there.id)))

        #expect(task.status == .failed)
        #expect(task.message?.contains("the variables of its firmware lie on its host") == true)
        #expect(cloud.domain(vm, on: home)?.xml == before)
        #expect(cloud.domain(vm, on: there) == nil)
        #expect(try await cloud.audit() == [])
    }
}
