import Glibc
import Libvirt

/// Reads all domains as the controller does.
///
/// Usage: `ReadBench URI TIMES`. Prints processor microseconds a reading.
@main
struct ReadBench {
    static func main() throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 3, let times = Int(arguments[2]) else { exit(2) }
        let connection = try Connection(opening: arguments[1])
        let groups: StatsGroups = [.state, .cpu, .balloon, .interface, .block]
        // The first reading learns which devices there are.
        var sum = try connection.domainStats(groups: groups, nowait: false).count
        let began = processor()
        for _ in 0..<times { sum += try connection.domainStats(groups: groups, nowait: false).count }
        print(times > 0 ? Int((processor() - began) / Double(times)) : 0, sum)
    }

    /// Processor microseconds of this process so far.
    private static func processor() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) * 1e6 + Double(time.tv_nsec) / 1000
    }
}
