/// What a Linux host counts of its disks and interfaces, in bytes since it was started.
public struct HostCounters: Hashable, Sendable {
    /// Bytes read from all disks.
    public var diskRead: UInt64
    /// Bytes written to all disks.
    public var diskWrite: UInt64
    /// Bytes received by all uplinks.
    public var received: UInt64
    /// Bytes sent by all uplinks.
    public var sent: UInt64

    /// The files that it is read from, one after the other.
    public static let files = ["/proc/diskstats", "/proc/net/dev"]

    /// Reads both files; `nil` where neither has a line that is understood.
    ///
    /// Whole disks count, parts of them and what is made of them do not; of interfaces those of hardware, by the names
    /// that the kernel and systemd give, and not the ends of guests and bridges. See `Documentation/admin-guide/iostats`
    /// of the kernel: a sector is 512 bytes.
    public init?(parsing text: String) {
        (diskRead, diskWrite, received, sent) = (0, 0, 0, 0)
        var isKnown = false
        for line in text.split(whereSeparator: \.isNewline) {
            let fields = line.split { $0 == " " || $0 == ":" || $0 == "\t" }
            if fields.count >= 14, let read = UInt64(fields[5]), let written = UInt64(fields[9]),
                UInt64(fields[0]) != nil
            {
                guard Self.isDisk(fields[2]) else { continue }
                isKnown = true
                diskRead &+= read &* 512
                diskWrite &+= written &* 512
            } else if fields.count >= 10, let received = UInt64(fields[1]), let sent = UInt64(fields[9]) {
                guard Self.isUplink(fields[0]) else { continue }
                isKnown = true
                self.received &+= received
                self.sent &+= sent
            }
        }
        guard isKnown else { return nil }
    }

    private static func isDisk(_ name: Substring) -> Bool {
        for prefix in ["sd", "vd", "xvd", "hd"] where name.hasPrefix(prefix) {
            return name.dropFirst(prefix.count).allSatisfy(\.isLetter) && name.count > prefix.count
        }
        if name.hasPrefix("nvme") { return !name.dropFirst(4).contains("p") && name.dropFirst(4).contains("n") }
        return name.hasPrefix("mmcblk") && name.dropFirst(6).allSatisfy(\.isNumber)
    }

    private static func isUplink(_ name: Substring) -> Bool {
        ["eth", "en", "ib", "wl", "ww"].contains { name.hasPrefix($0) } && !name.contains(".")
    }
}
