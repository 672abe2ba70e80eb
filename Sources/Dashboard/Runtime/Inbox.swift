/// Events on their way to the dashboard.
///
/// Whatever has come together is taken at once, so that a burst is drawn once.
@MainActor
final class Inbox {
    private var events: [DashboardEvent] = []
    private var waiter: CheckedContinuation<Void, Never>?
    private var isClosed = false

    func push(_ event: DashboardEvent) {
        events.append(event)
        wake()
    }

    /// Lets `next` end once everything is taken.
    func close() {
        isClosed = true
        wake()
    }

    /// What has come since the last call, waiting for it where nothing has; `nil` once closed.
    func next() async -> [DashboardEvent]? {
        while events.isEmpty {
            guard !isClosed else { return nil }
            await withCheckedContinuation { waiter = $0 }
        }
        defer { events.removeAll(keepingCapacity: true) }
        return events
    }

    private func wake() {
        waiter?.resume()
        waiter = nil
    }
}
