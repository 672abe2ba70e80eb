internal import BaadalStore
@preconcurrency internal import Dispatch

/// The store as the controller's tasks use it: every call on one queue, because SQLite has one writer and may block.
struct Records: Sendable {
    let store: CloudStore
    private let queue = DispatchQueue(label: "baadal.store")

    init(_ store: CloudStore) { self.store = store }

    /// Runs a body with the store.
    func callAsFunction<Value: Sendable>(
        _ body: @escaping @Sendable (CloudStore) throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result { try body(store) }) }
        }
    }
}
