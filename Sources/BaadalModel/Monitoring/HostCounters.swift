/// What a Linux host counts of its processors, disks and interfaces since it was started, and what its sensors show.
///
/// Every part is `nil`, or empty, where it is not known.
public struct HostCounters: Hashable, Sendable {
    /// Bytes to and from a device.
    public struct Traffic: Hashable, Sendable {
        /// Bytes read from a disk, or received by an interface.
        public var inward: UInt64
        /// Bytes written to a disk, or sent by an interface.
        public var outward: UInt64
    }

    /// Seconds since the host was started.
    public var uptime: Double?
    /// When it was started, in seconds since 1970.
    public var startedAt: Int64?
    /// Ticks in which processors worked, and all ticks, summed over all of them.
    public var processors: ProcessorTicks?
    /// Memory in use that the kernel could not give to somebody else at once; not a counter.
    public var memory: Bytes?
    /// Whole disks by name.
    public var disks: [String: Traffic] = [:]
    /// Interfaces of hardware by name.
    public var uplinks: [String: Traffic] = [:]
    /// The hottest of the processors' sensors, or of all where those have none, in degrees Celsius; not a counter.
    public var temperature: Double?
    /// Power that the host draws, in watts; not a counter.
    public var watts: Double?

    /// Ticks of processors.
    public struct ProcessorTicks: Hashable, Sendable {
        /// Spent on anything but waiting.
        public var busy: UInt64
        /// Spent in all.
        public var total: UInt64
    }

    /// The program that reads all of it at once, and its arguments: a fixed script without any data in it.
    public static let command = ["sh", "-c", script]

    /// The sensors' files are written with their paths, a line each; some take long to be read, and are left out then.
    private static let script = """
        grep -sE '^(cpu|btime) ' /proc/stat
        sed 's/^/uptime /' /proc/uptime
        grep -sE '^Mem(Total|Available):' /proc/meminfo
        cat /proc/diskstats /proc/net/dev
        timeout 1 grep -s . /sys/class/hwmon/hwmon*/name /sys/class/hwmon/hwmon*/temp*_input \
        /sys/class/hwmon/hwmon*/power*_average /sys/class/hwmon/hwmon*/power*_input
        exit 0
        """

    /// Reads what ``command`` wrote; `nil` where nothing in it is understood.
    ///
    /// Whole disks count, parts of them and what is made of them do not; of interfaces those of hardware, by the names
    /// that the kernel and systemd give, and not the ends of guests and bridges. See `Documentation/admin-guide/iostats`
    /// of the kernel: a sector is 512 bytes.
    public init?(parsing text: String) {
        var memory = MemoryLines()
        var sensors = HostSensors()
        for line in text.split(whereSeparator: \.isNewline) {
            if line.hasPrefix("/sys/") {
                sensors.take(line)
                continue
            }
            let fields = line.split { $0 == " " || $0 == ":" || $0 == "\t" }
            switch fields.first {
            case "cpu": processors = processors ?? ProcessorTicks(fields.dropFirst().map { UInt64($0) })
            case "btime": startedAt = startedAt ?? fields.dropFirst().first.flatMap { Int64($0) }
            case "uptime": uptime = uptime ?? Self.uptime(fields)
            case "MemTotal", "MemAvailable": memory.take(fields)
            case nil: continue
            default: takeDevice(fields)
            }
        }
        self.memory = memory.used
        (temperature, watts) = (sensors.temperature, sensors.watts)
        guard self != HostCounters() else { return nil }
    }

    private init() {}

    private static func uptime(_ fields: [Substring]) -> Double? {
        guard fields.count >= 2, let seconds = Double(fields[1]), seconds.isFinite, seconds >= 0 else { return nil }
        return seconds
    }

    private mutating func takeDevice(_ fields: [Substring]) {
        if fields.count >= 14, let read = UInt64(fields[5]), let written = UInt64(fields[9]), UInt64(fields[0]) != nil {
            guard Self.isDisk(fields[2]) else { return }
            disks[String(fields[2])] = Traffic(inward: read &* 512, outward: written &* 512)
        } else if fields.count >= 10, let received = UInt64(fields[1]), let sent = UInt64(fields[9]) {
            guard Self.isUplink(fields[0]) else { return }
            uplinks[String(fields[0])] = Traffic(inward: received, outward: sent)
        }
    }

    private static func isDisk(_ name: Substring) -> Bool {
        for prefix in ["sd", "vd", "xvd", "hd", "dasd"] where name.hasPrefix(prefix) {
            return name.dropFirst(prefix.count).allSatisfy(\.isLetter) && name.count > prefix.count
        }
        // A part has a p, and one of several ways to a disk, as nvme0c1n1, a c.
        if name.hasPrefix("nvme") {
            let rest = name.dropFirst(4)
            return rest.contains("n") && !rest.contains("p") && !rest.contains("c")
        }
        return name.hasPrefix("mmcblk") && name.dropFirst(6).allSatisfy(\.isNumber)
    }

    private static func isUplink(_ name: Substring) -> Bool {
        guard !name.contains(".") else { return false }
        if ["eth", "en", "em", "ib", "wl", "ww"].contains(where: { name.hasPrefix($0) }) { return true }
        // As Red Hat names the second port of the first card: p1p2.
        let parts = name.split(separator: "p", omittingEmptySubsequences: false)
        return parts.count == 3 && parts[0].isEmpty && parts[1...].allSatisfy { Int($0) != nil }
    }
}

extension HostCounters.ProcessorTicks {
    /// The numbers of the line `cpu` of `/proc/stat`: user, nice, system, idle, iowait, irq, softirq and steal; those
    /// of guests, which follow, are in user and nice already.
    init?(_ numbers: [UInt64?]) {
        guard numbers.count >= 4 else { return nil }
        let known = numbers.prefix(8).compactMap { $0 }
        guard known.count == min(8, numbers.count) else { return nil }
        total = known.reduce(0, &+)
        busy = total &- known[3] &- (known.count > 4 ? known[4] : 0)
    }
}

/// The lines of `/proc/meminfo` that count.
struct MemoryLines {
    private var total: Bytes?
    private var available: Bytes?

    init() {}

    /// `MemTotal - MemAvailable`, as `free` tells what is used; `nil` where the kernel does not tell both.
    var used: Bytes? {
        guard let total, let available, total >= available else { return nil }
        return Bytes(total.count - available.count)
    }

    /// Takes the words of a line, the colon left out.
    mutating func take(_ fields: [Substring]) {
        guard fields.count >= 2, let count = Int64(fields[1]), (0..<1 << 50).contains(count) else { return }
        if fields[0] == "MemTotal" { total = total ?? .kibibytes(count) }
        if fields[0] == "MemAvailable" { available = available ?? .kibibytes(count) }
    }

    /// The total of the whole file.
    static func total(_ text: String) -> Bytes? {
        var lines = MemoryLines()
        for line in text.split(whereSeparator: \.isNewline) { lines.take(line.split { $0 == " " || $0 == ":" }) }
        return lines.total
    }
}
