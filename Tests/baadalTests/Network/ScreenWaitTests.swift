import ArgumentParser
import BaadalModel
import Testing

@testable import baadal

@Suite struct ScreenWaitTests {
    private let task = TaskRecord.ID(7)
    private let vm = VM.sample("web")

    private func books(_ grants: ScreenGrant...) -> InventoryUpdate {
        .network(.sample(grants: grants), records: [.sample("web")])
    }

    private func order(_ session: Session, timeout: Int? = nil) throws -> Order {
        var waiting = try WaitOptions.parse([])
        waiting.timeout = timeout
        return Order(session: session, options: try GlobalOptions.parse([]), waiting: waiting)
    }

    private func asked(_ status: TaskRecord.Status, _ grants: ScreenGrant...) throws -> InventoryUpdate {
        let record = TaskRecord.sample(7, .grant(vm.id, try GrantOrder()), status: status)
        return .network(.sample(grants: grants), vms: [vm], records: [.sample("web")], tasks: [record])
    }

    @Test func `a revoked way is waited for until the box was seen without it`() async throws {
        let cloud = ScriptedCloud([
            books(try .sample(standing: .leaving)), books(try .sample(standing: .unreachable)),
            books(try .sample(closed: .noon)),
        ])
        try await Revocation(grants: [try .sample()]).wait(in: try cloud.session(), seconds: nil)
    }

    @Test func `a way that the books have forgotten is closed`() throws {
        #expect(Revocation(grants: []).isDone(.sample()))
        #expect(try Revocation(grants: [.sample()]).isDone(.sample(grants: [.sample(2)])))
        #expect(try !Revocation(grants: [.sample()]).isDone(.sample(grants: [.sample(1)])))
    }

    @Test func `a box that does not answer in time is told of, with the end that the way has by itself`() async throws {
        let session = try ScriptedCloud([books(try .sample(standing: .leaving))]).session()
        let failure = await #expect(throws: Failure.self) {
            try await Revocation(grants: [try .sample()]).wait(in: session, seconds: 0)
        }
        #expect(failure?.status == .noAnswer)
        #expect(
            failure?.message == "the NAT box was not seen without it within 0 s; it is told so as soon as it answers; "
                + "the way ends by itself at 2026-11-24T12:30:00Z, because the box itself ends it"
        )
    }

    @Test func `a way that was revoked before has its end on the box only`() throws {
        let end = Revocation(grants: [try .sample(seconds: 0, standing: .leaving)]).end
        #expect(end.contains("ends by itself when its time is over"))
    }

    @Test func `a granted way is told of once its task has ended`() async throws {
        let cloud = ScriptedCloud(
            [
                try asked(.pending), try asked(.pending, .sample(standing: .recorded)),
                try asked(.success, .sample()),
            ],
            password: "aB3dEf9h"
        )
        let sheet = try await VNCGrant.opened(of: vm.id, [task], try order(try cloud.session()))
        #expect(sheet.grant == (try .sample()))
        #expect(sheet.password == "aB3dEf9h")
    }

    @Test func `a way that could not be opened ends with 1, and its task says why`() async throws {
        let session = try ScriptedCloud([try asked(.failed)]).session()
        let order = try order(session)
        await #expect(throws: Failure(.refused, "")) { try await VNCGrant.opened(of: vm.id, [task], order) }
    }

    @Test func `a way that was revoked meanwhile is not told of as open`() async throws {
        let session = try ScriptedCloud([try asked(.success, .sample(standing: .leaving))]).session()
        let order = try order(session)
        await #expect(throws: Failure(.refused, "the way is open no more: it was revoked meanwhile")) {
            try await VNCGrant.opened(of: vm.id, [task], order)
        }
    }

    @Test func `a task that takes too long goes on, and that is said`() async throws {
        let session = try ScriptedCloud([try asked(.pending)]).session()
        let order = try order(session, timeout: 0)
        await #expect(throws: Failure(.noAnswer, "#7 not done within 0 s; it goes on")) {
            try await VNCGrant.opened(of: vm.id, [task], order)
        }
    }
}
