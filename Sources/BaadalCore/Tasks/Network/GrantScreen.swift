internal import BaadalModel
internal import BaadalStore

/// Opens a way from outside to the screen of a VM, for a time.
///
/// The password is there before the way, and the way is in the books before it is on the box.
struct GrantScreen {
    let id: VM.ID
    let order: GrantOrder

    var steps: [Step] {
        [
            Step(name: "look", repetition: .everyTime, run: look, undo: nil),
            Step(name: "write it down", remains: .undone, run: reserve, undo: close),
            Step(name: "set a one-time password", remains: .undone, run: setPassword, undo: restorePassword),
            Step(name: "open the way", remains: .undone, run: open, undo: nil),
        ]
    }

    private func look(_ context: StepContext) async throws -> String? {
        try await context.checkOurs(id)
        _ = try await place(context)
        return nil
    }

    private func place(_ context: StepContext) async throws -> ScreenPlace {
        // The port of a VM without record is anybody's once it is off.
        guard try await context.records({ try $0.record(id) }) != nil else {
            throw CloudError.refused(
                "it is not in the database, so that its port is not its own; 'vm adopt' takes it in"
            )
        }
        guard let place = try await context.screenPlace(of: id, on: try await context.placedHost(of: id)) else {
            throw CloudError.refused("its screen is shown to its own host only; 'vnc open --tunnel' reaches it")
        }
        return place
    }

    private func reserve(_ context: StepContext) async throws -> String? {
        guard context.network.nat != nil else {
            throw CloudError.refused("no NAT box is set up; 'vnc open --tunnel' needs none")
        }
        let place = try await place(context)
        var generator = SystemRandomNumberGenerator()
        let secret = DomainScreen.secret(using: &generator)
        let (task, now) = (context.task, context.clock.now())
        let grant = try await context.records {
            try $0.openGrant(of: id, to: place, order, secret: secret, for: task.id, by: task.requester, at: now)
        }
        return "\(grant.forward.outside):\(grant.forward.port)"
    }

    private func grant(_ context: StepContext) async throws -> ScreenGrant {
        guard let grant = try await context.records({ try $0.openGrant(of: id) }) else {
            throw TaskFailure(cause: .refused, message: "it was revoked meanwhile")
        }
        return grant
    }

    private func setPassword(_ context: StepContext) async throws -> String? {
        let grant = try await grant(context)
        guard let secret = try await context.records({ try $0.grantSecret(grant.id) }) else { return nil }
        let end = context.clock.now().advanced(byMilliseconds: Int64(order.seconds) * 1000)
        try await context.screenWays.setPassword(secret, until: end, of: id, on: grant.host)
        return nil
    }

    private func restorePassword(_ context: StepContext) async throws {
        guard let host = try await context.vm(id).host else { return }
        try await context.screenWays.restorePassword(of: id, on: host)
    }

    private func open(_ context: StepContext) async throws -> String? {
        let grant = try await grant(context)
        let end = context.clock.now().advanced(byMilliseconds: Int64(order.seconds) * 1000)
        if grant.standing == .recorded { try await context.records { try $0.releaseGrant(grant.id, until: end) } }
        let why = try await context.network.nat?.settle(.apply)
        let opened = try await self.grant(context)
        guard opened.standing == .present else {
            throw TaskFailure(cause: .refused, message: "the way is not open\(why.map { ": \($0)" } ?? "")")
        }
        let place = "\(grant.forward.outside):\(grant.forward.port)"
        return PartialResult.also("The screen is at \(place) until \(opened.expires.iso8601)")
    }

    private func close(_ context: StepContext) async throws {
        try await context.records { try $0.revokeGrant(of: id, at: context.clock.now()) }
        _ = try await context.network.nat?.settle(.apply)
    }
}
