import BaadalModel
import Glibc

/// Damaged answers of programs, the same in each run, are given to what reads them: it crashes, hangs and lies at none.
///
/// Usage: `ParserFuzz CORPORA COUNT [SEED]`. The folder has a folder of real answers for each subject. Prints inputs a
/// second and the worst input of each subject. Ends with 1, and leaves the input in `parser-fuzz-SUBJECT`, where one
/// crashes, takes longer than its size allows, or comes to what it must not come to. All times are those of the processor.
@main
struct ParserFuzz {
    static func main() throws {
        let arguments = CommandLine.arguments
        guard arguments.count >= 3, let count = Int(arguments[2]), count > 0 else {
            print("usage: ParserFuzz CORPORA COUNT [SEED]")
            exit(2)
        }
        let seed = arguments.count > 3 ? UInt64(arguments[3]) ?? 1 : 1
        let subjects = try Subject.all()
        Watch.begin()
        var total = Figures()
        for (number, subject) in subjects.enumerated() {
            let samples = try Folder.files("\(arguments[1])/\(subject.name)")
            let share = count / subjects.count + (number < count % subjects.count ? 1 : 0)
            let figures = run(subject, samples, share, seed: seed &+ UInt64(number) << 32)
            print(figures.line(subject.name))
            fflush(nil)
            total.add(figures)
        }
        print(total.line("all"))
    }

    private static func run(_ subject: Subject, _ samples: [[UInt8]], _ count: Int, seed: UInt64) -> Figures {
        var figures = Figures()
        for number in 0..<count {
            // Each input has dice of its own: any of them is made again by its number.
            var mutator = Mutator(seed: seed &+ UInt64(number) &* 0x9e37_79b9_7f4a_7c15, samples: samples)
            let input = mutator.input(isLong: number % 1_000 == 0)
            Watch.note(input, of: subject.name)
            let text = String(decoding: input, as: UTF8.self)
            let start = Watch.processorTime()
            let fault = subject.read(text)
            let time = Watch.processorTime() - start
            figures.take(time, size: input.count)
            if let fault { Watch.fail("\(subject.name) input \(number): \(fault)") }
            if time > Figures.allowed(for: input.count) {
                Watch.fail("\(subject.name) input \(number), \(input.count) bytes: \(time / 1000) µs")
            }
        }
        return figures
    }
}

/// What reading has taken.
struct Figures {
    private var (count, bytes, total): (Int, Int, UInt64) = (0, 0, 0)
    private var (worst, worstSize): (UInt64, Int) = (0, 0)

    /// Nanoseconds that an input of a size may take: twenty times what is usual, so that only what grows faster than its
    /// input is told.
    static func allowed(for size: Int) -> UInt64 { 20_000_000 + UInt64(size) * 2_000 }

    mutating func take(_ time: UInt64, size: Int) {
        count += 1
        bytes += size
        total += time
        if time > worst { (worst, worstSize) = (time, size) }
    }

    mutating func add(_ other: Figures) {
        count += other.count
        bytes += other.bytes
        total += other.total
        if other.worst > worst { (worst, worstSize) = (other.worst, other.worstSize) }
    }

    func line(_ name: String) -> String {
        let seconds = max(Double(total) / 1e9, 1e-9)
        let rate = Int(Double(count) / seconds)
        let speed = Int(Double(bytes) / seconds / 1e6)
        return
            "\(name): \(count) inputs, \(rate) a second, \(speed) MB/s, worst \(worst / 1000) µs of \(worstSize) bytes"
    }
}
