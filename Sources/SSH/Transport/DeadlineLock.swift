internal import Glibc

/// A lock that is waited for until a deadline, whatever happens to the wall clock meanwhile.
struct DeadlineLock: ~Copyable {
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let freed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private let isTaken = UnsafeMutablePointer<Bool>.allocate(capacity: 1)

    init() {
        pthread_mutex_init(mutex, nil)
        var attributes = pthread_condattr_t()
        pthread_condattr_init(&attributes)
        pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        pthread_cond_init(freed, &attributes)
        pthread_condattr_destroy(&attributes)
        isTaken.initialize(to: false)
    }

    deinit {
        pthread_cond_destroy(freed)
        pthread_mutex_destroy(mutex)
        freed.deallocate()
        mutex.deallocate()
        isTaken.deallocate()
    }

    /// Takes the lock; false where that was not possible in time.
    func take(by deadline: Deadline) -> Bool {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        var time = deadline.time
        while isTaken.pointee {
            guard pthread_cond_timedwait(freed, mutex, &time) == 0 else { return false }
        }
        isTaken.pointee = true
        return true
    }

    /// Takes the lock; false where somebody has it.
    func takeIfFree() -> Bool {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        defer { isTaken.pointee = true }
        return !isTaken.pointee
    }

    func free() {
        pthread_mutex_lock(mutex)
        isTaken.pointee = false
        pthread_cond_signal(freed)
        pthread_mutex_unlock(mutex)
    }
}
