import BaadalCore
import Synchronization
import Testing

@Suite struct WorkerPoolTests {
    @Test func `no more jobs run at once than there are workers`() async {
        let pool = WorkerPool(size: 3)
        let counts = Mutex((now: 0, most: 0, done: 0))
        for _ in 0..<50 {
            await pool.add {
                counts.withLock { counts in
                    counts.now += 1
                    counts.most = max(counts.most, counts.now)
                }
                await Task.yield()
                counts.withLock { counts in
                    counts.now -= 1
                    counts.done += 1
                }
            }
        }
        await pool.drain()
        #expect(counts.withLock { $0.done } == 50)
        #expect(counts.withLock { $0.most } <= 3)
    }

    @Test func `adding waits while every worker is busy`() async {
        let pool = WorkerPool(size: 1)
        let (gate, opener) = AsyncStream.makeStream(of: Void.self)
        let order = Mutex<[String]>([])
        await pool.add {
            for await _ in gate { break }
            order.withLock { $0.append("first ended") }
        }
        #expect(await pool.free == 0)
        async let second: Void = pool.add { order.withLock { $0.append("second ran") } }
        opener.yield()
        await second
        await pool.drain()
        #expect(order.withLock { $0 } == ["first ended", "second ran"])
    }

    @Test func `draining an idle pool returns at once`() async {
        await WorkerPool(size: 2).drain()
    }

    @Test func `a pool has at least one worker`() {
        #expect(WorkerPool(size: 0).size == 1)
    }
}
