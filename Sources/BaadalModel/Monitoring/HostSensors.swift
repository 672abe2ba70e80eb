/// What sensors show below `/sys/class/hwmon`; see `Documentation/hwmon/sysfs-interface` of the kernel.
struct HostSensors {
    private var names: [Substring: Substring] = [:]
    private var temperatures: [(device: Substring, degrees: Double)] = []
    private var powers: [(device: Substring, isAverage: Bool, watts: Double)] = []

    init() {}

    private static let processors: Set<Substring> = ["coretemp", "k10temp", "zenpower", "cpu_thermal", "soc_thermal"]
    /// Those measure only themselves.
    private static let cards: Set<Substring> = ["amdgpu", "radeon", "nouveau", "i915", "xe", "nvme"]

    /// Takes a line as `/sys/class/hwmon/hwmon0/temp1_input:45000`.
    mutating func take(_ line: Substring) {
        guard let colon = line.firstIndex(of: ":") else { return }
        let path = line[..<colon].split(separator: "/")
        let value = line[line.index(after: colon)...]
        guard path.count == 5, path[2] == "hwmon" else { return }
        let (device, file) = (path[3], path[4])
        if file == "name" {
            names[device] = value
        } else if file.hasPrefix("temp"), file.hasSuffix("_input"), let thousandths = Int(value) {
            // What is not connected shows absurd values.
            guard (-40_000...150_000).contains(thousandths), thousandths != 0 else { return }
            temperatures.append((device, Double(thousandths) / 1000))
        } else if file.hasPrefix("power"), let millionths = Int(value), (1...20_000_000_000).contains(millionths) {
            powers.append((device, file.hasSuffix("_average"), Double(millionths) / 1e6))
        }
    }

    /// The hottest processor's, or the hottest of all where no processor's sensor is known.
    var temperature: Double? {
        let own = temperatures.filter { Self.processors.contains(names[$0.device] ?? "") }
        return (own.isEmpty ? temperatures : own).map(\.degrees).max()
    }

    /// What the firmware's meter shows, else the greatest of those that are on no card; averages go first.
    var watts: Double? {
        let meter = powers.filter { names[$0.device] == "power_meter" }
        let known = meter.isEmpty ? powers.filter { !Self.cards.contains(names[$0.device] ?? "") } : meter
        let averages = known.filter(\.isAverage)
        return (averages.isEmpty ? known : averages).map(\.watts).max()
    }
}
