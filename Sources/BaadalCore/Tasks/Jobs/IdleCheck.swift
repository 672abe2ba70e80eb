internal import BaadalModel
internal import BaadalStore

/// Looks for VMs that nobody uses: off for long, or running for long with hardly any load.
///
/// It says so in the event log, and touches none of them.
enum IdleCheck {
    /// Days that a VM has to be idle, by which it must also have been there.
    static let days: Int64 = 20

    static func run(_ context: StepContext) async throws -> String? {
        let (now, limits) = (context.clock.now(), context.config.jobs)
        let oldest = now.advanced(byMilliseconds: -days * 86_400_000)
        var (idle, off) = (0, 0)
        for vm in try await context.records({ try $0.allVMs() }) {
            let why: String?
            switch vm.state {
            case .stopped:
                let age = now.milliseconds(since: vm.since) / 86_400_000
                why = age >= Int64(limits.offDays) ? "off for \(age) days" : nil
                off += why == nil ? 0 : 1
            case .running where vm.since <= oldest:
                why = try await context.records.store.history(SeriesQuery(.vm(vm.id), period: .month))
                    .idleness(of: days, limits)
                idle += why == nil ? 0 : 1
            default: why = nil
            }
            guard let why else { continue }
            try await context.records { try $0.warnIdle(vm.id, why, everyDays: days, at: now) }
        }
        return PartialResult.also("\(idle) run idle, \(off) are off for long")
    }
}

extension SeriesSet {
    /// How little was done over some days, in words; `nil` where it was more, or is not known for half of the time.
    fileprivate func idleness(of days: Int64, _ limits: CloudConfig.Jobs) -> String? {
        func greatest(_ metric: Metric) -> Double? {
            let values = (average[metric] ?? []).suffix(Int(days * 86_400 / max(1, step)))
            let known = values.compactMap(\.self)
            return known.count * 2 >= values.count ? known.max() : nil
        }
        guard let cpu = greatest(.cpu), let received = greatest(.received), let sent = greatest(.sent),
            cpu * 100 < Double(limits.idleCPU), received < Double(limits.idleReceived), sent < Double(limits.idleSent)
        else { return nil }
        let shares = "never above \(Int(cpu * 100)) % CPU, \(Int(received)) B/s received, \(Int(sent)) B/s sent"
        return "idle for \(days) days: \(shares)"
    }
}
