/// A bounded number of workers that take jobs as they come.
///
/// `add` waits while every worker is busy, so that whoever makes jobs is never far ahead of those who do them; `drain`
/// waits until all are done.
public actor WorkerPool {
    /// Jobs at once.
    public nonisolated let size: Int
    private var busy = 0
    private var jobs: [UInt64: Task<Void, Never>] = [:]
    private var nextJob: UInt64 = 0
    private var waiting: [CheckedContinuation<Void, Never>] = []
    private var draining: [CheckedContinuation<Void, Never>] = []

    /// A pool of that many workers.
    ///
    /// - Parameter size: At least 1.
    public init(size: Int) { self.size = max(1, size) }

    /// How many workers are free.
    public var free: Int { size - busy }

    /// Gives a job to a worker; waits for one where all are busy.
    public func add(_ job: @escaping @Sendable () async -> Void) async {
        while busy >= size {
            await withCheckedContinuation { waiting.append($0) }
        }
        busy += 1
        nextJob += 1
        let number = nextJob
        jobs[number] = Task {
            await job()
            self.ended(number)
        }
    }

    /// Waits until every job is done.
    public func drain() async {
        while busy > 0 {
            await withCheckedContinuation { draining.append($0) }
        }
    }

    /// Tells every job to stop.
    ///
    /// They end by themselves.
    public func cancel() {
        for job in jobs.values { job.cancel() }
    }

    private func ended(_ number: UInt64) {
        jobs[number] = nil
        busy -= 1
        if !waiting.isEmpty { waiting.removeFirst().resume() }
        if busy == 0 {
            for continuation in draining { continuation.resume() }
            draining = []
        }
    }
}
