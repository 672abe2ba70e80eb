@preconcurrency internal import Dispatch
internal import Glibc
internal import Synchronization

/// Runs bodies that may block one after the other, on a thread that lives only while there is work.
///
/// Not a queue of Dispatch: that has 255 threads for the whole process, and hosts that hang would take them from
/// everybody else.
final class CallQueue: Sendable {
    private struct State {
        var waiting: [@Sendable () -> Void] = []
        var isWorking = false
    }

    private let state = Mutex(State())

    /// Runs a body after those before it.
    func async(_ body: @escaping @Sendable () -> Void) {
        let begins = state.withLock { state in
            state.waiting.append(body)
            defer { state.isWorking = true }
            return !state.isWorking
        }
        if begins { Self.start { self.work() } }
    }

    private func work() {
        while let body = next() { body() }
    }

    private func next() -> (@Sendable () -> Void)? {
        state.withLock { state in
            guard !state.waiting.isEmpty else {
                state.isWorking = false
                return nil
            }
            return state.waiting.removeFirst()
        }
    }

    private static func start(_ body: @escaping @Sendable () -> Void) {
        let box = Unmanaged.passRetained(Box(body))
        let code = withUnsafeTemporaryAllocation(of: pthread_attr_t.self, capacity: 1) { buffer -> Int32 in
            guard let attributes = buffer.baseAddress else { return ENOMEM }
            pthread_attr_init(attributes)
            defer { pthread_attr_destroy(attributes) }
            pthread_attr_setdetachstate(attributes, Int32(PTHREAD_CREATE_DETACHED))
            // Reserved, not used: what a call touches of it is a few pages.
            pthread_attr_setstacksize(attributes, 2 << 20)
            var thread = pthread_t()
            let run: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { state in
                if let state { Unmanaged<Box>.fromOpaque(state).takeRetainedValue().body() }
                return nil
            }
            return pthread_create(&thread, attributes, run, box.toOpaque())
        }
        if code != 0 {
            // The system gives no more threads; Dispatch may have one to spare.
            box.release()
            DispatchQueue.global().async(execute: body)
        }
    }

    /// Carries a closure through C.
    private final class Box: Sendable {
        let body: @Sendable () -> Void

        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }
}
