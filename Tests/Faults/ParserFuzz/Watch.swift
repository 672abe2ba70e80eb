import Glibc

/// Keeps the input that is read at the moment, so that it is there when reading crashes or does not end.
enum Watch {
    /// A signal handler may read no more than this.
    private nonisolated(unsafe) static var bytes: UnsafeMutablePointer<UInt8>?
    private nonisolated(unsafe) static var room = 0
    private nonisolated(unsafe) static var size = 0
    private nonisolated(unsafe) static var path: UnsafeMutablePointer<CChar>?
    /// Seconds of processor time after which reading one input hangs.
    private static let patience = 20

    static func begin() {
        for number in [SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGFPE, SIGABRT, SIGPROF] {
            signal(number) { number in
                Watch.save()
                _exit(number == SIGPROF ? 3 : 1)
            }
        }
    }

    static func note(_ input: [UInt8], of subject: String) {
        if input.count > room {
            bytes?.deallocate()
            room = input.count * 2
            bytes = UnsafeMutablePointer<UInt8>.allocate(capacity: room)
        }
        bytes?.update(from: input, count: input.count)
        size = input.count
        free(path)
        path = strdup("parser-fuzz-\(subject)")
        var timer = itimerval()
        timer.it_value.tv_sec = patience
        setitimer(__itimer_which_t(ITIMER_PROF.rawValue), &timer, nil)
    }

    static func fail(_ message: String) -> Never {
        save()
        print(message)
        exit(1)
    }

    private static func save() {
        guard let path, let bytes else { return }
        let file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
        var done = 0
        while done < size {
            let wrote = write(file, bytes + done, size - done)
            guard wrote > 0 else { break }
            done += wrote
        }
        close(file)
        let words: StaticString = "the input that was read lies in parser-fuzz-SUBJECT\n"
        write(2, words.utf8Start, words.utf8CodeUnitCount)
    }

    /// Nanoseconds that this thread has had of a processor.
    static func processorTime() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }
}
