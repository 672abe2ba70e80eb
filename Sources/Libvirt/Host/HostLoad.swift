internal import CLibvirt

/// A host's memory at a moment, in bytes.
public struct HostMemory: Hashable, Sendable {
    /// All of it.
    public var total: UInt64
    /// What nothing uses; `nil` where the driver does not know.
    public var free: UInt64?
    /// What the kernel uses for buffers and would give back; `nil` where the driver does not know.
    public var buffers: UInt64?
    /// What the kernel uses for caches and would give back; `nil` where the driver does not know.
    public var cached: UInt64?

    /// What is not free and would not be given back; `nil` where free memory is not known.
    public var inUse: UInt64? {
        guard let free else { return nil }
        let spare = free &+ (buffers ?? 0) &+ (cached ?? 0)
        return total > spare ? total - spare : 0
    }
}

/// What a host's processors did since it was started, in nanoseconds summed over all of them.
public struct HostProcessorTime: Hashable, Sendable {
    /// In the kernel.
    public var kernel: UInt64
    /// In programs, guests among them.
    public var user: UInt64
    /// Doing nothing.
    public var idle: UInt64
    /// Doing nothing while a disk was waited for; 0 where the driver does not tell it from idle.
    public var iowait: UInt64

    /// Time at work.
    public var busy: UInt64 { kernel &+ user }
    /// Time altogether.
    public var total: UInt64 { busy &+ idle &+ iowait }
}

extension Connection {
    /// The host's memory at this moment.
    ///
    /// `virNodeGetMemoryStats` where the driver has it, which sees more than `virNodeGetInfo` on some machines.
    public func hostMemory() throws(LibvirtError) -> HostMemory {
        let everyCell: Int32 = -1
        var count: CInt = 0
        let probe = virNodeGetMemoryStats(handle, everyCell, nil, &count, 0)
        guard probe == 0, count > 0, count <= 64 else { return try hostMemoryByInfo() }
        var fields = [virNodeMemoryStats](repeating: virNodeMemoryStats(), count: Int(count))
        try call("virNodeGetMemoryStats") { virNodeGetMemoryStats(handle, everyCell, &fields, &count, 0) }

        var memory = HostMemory(total: 0)
        for field in fields.prefix(Int(count)) {
            let amount = bytes(kibibytes: field.value)
            switch withUnsafeBytes(of: field.field, fieldName) {
            case "total": memory.total = amount
            case "free": memory.free = amount
            case "buffers": memory.buffers = amount
            case "cached": memory.cached = amount
            default: break
            }
        }
        return memory.total > 0 ? memory : try hostMemoryByInfo()
    }

    private func hostMemoryByInfo() throws(LibvirtError) -> HostMemory {
        let total = bytes(kibibytes: UInt64(try nodeInfo().memory))
        let free = virNodeGetFreeMemory(handle)
        // Zero is how this function says that it failed.
        return HostMemory(total: total, free: free > 0 && free <= total ? free : nil)
    }

    /// What the host's processors did; `nil` where the driver has no such counters.
    ///
    /// The test driver's never advance, so it counts as having none.
    public func hostProcessorTime() throws(LibvirtError) -> HostProcessorTime? {
        guard hypervisorType != "TEST" else { return nil }
        let allProcessors: Int32 = -1
        var count: CInt = 0
        do {
            try call("virNodeGetCPUStats") { virNodeGetCPUStats(handle, allProcessors, nil, &count, 0) }
            guard count > 0, count <= 64 else { return nil }
            var fields = [virNodeCPUStats](repeating: virNodeCPUStats(), count: Int(count))
            try call("virNodeGetCPUStats") { virNodeGetCPUStats(handle, allProcessors, &fields, &count, 0) }
            return HostProcessorTime(fields.prefix(Int(count)))
        } catch  where error.kind == .unsupported {
            return nil
        }
    }
}

extension HostProcessorTime {
    fileprivate init?(_ fields: some Sequence<virNodeCPUStats>) {
        var found: [String: UInt64] = [:]
        for field in fields { found[withUnsafeBytes(of: field.field, fieldName)] = UInt64(field.value) }
        guard let kernel = found["kernel"], let user = found["user"], let idle = found["idle"] else { return nil }
        self.init(kernel: kernel, user: user, idle: idle, iowait: found["iowait"] ?? 0)
    }
}

/// The text in a fixed buffer that ends in zero.
private func fieldName(_ buffer: UnsafeRawBufferPointer) -> String {
    String(decoding: buffer.prefix { $0 != 0 }, as: UTF8.self)
}
