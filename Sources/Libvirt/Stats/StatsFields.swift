internal import CLibvirt
internal import Glibc

extension DomainStats {
    /// Takes up what libvirt answered for one domain, in one walk and without making text of a field's name.
    mutating func read(_ fields: UnsafePointer<virTypedParameter>, count: Int) {
        for index in 0..<count {
            let field = fields + index
            // The name is the first member, a buffer of 80 bytes that ends in zero: eight may always be read.
            let name = UnsafeRawPointer(field)
            switch UInt32(bigEndian: name.loadUnaligned(as: UInt32.self)) {
            case fourBytes("bloc"): readBlock(name, field)
            case fourBytes("net."): readInterface(name, field)
            case fourBytes("ball"): readBalloon(name, field)
            case fourBytes("stat"): readState(name, field)
            case fourBytes("cpu."): if isText(name, "cpu.time") { cpuTime = number(field) }
            case fourBytes("vcpu"): if isText(name, "vcpu.current") { vcpus = number(field).map { Int(clamping: $0) } }
            default: break
            }
        }
    }

    private mutating func readState(_ name: UnsafeRawPointer, _ field: UnsafePointer<virTypedParameter>) {
        if isText(name, "state.state") {
            status.state = DomainState(rawState: field.pointee.value.i)
        } else if isText(name, "state.reason") {
            status.reason = field.pointee.value.i
        }
    }

    private mutating func readBalloon(_ name: UnsafeRawPointer, _ field: UnsafePointer<virTypedParameter>) {
        guard isPrefix(name, "balloon.") else { return }
        let rest = name + 8
        if isText(rest, "current") {
            memory.current = number(field).map(bytes(kibibytes:))
        } else if isText(rest, "maximum") {
            memory.maximum = number(field).map(bytes(kibibytes:))
        } else if isText(rest, "available") {
            memory.available = number(field).map(bytes(kibibytes:))
        } else if isText(rest, "unused") {
            memory.unused = number(field).map(bytes(kibibytes:))
        } else if isText(rest, "rss") {
            memory.resident = number(field).map(bytes(kibibytes:))
        }
    }

    private mutating func readInterface(_ name: UnsafeRawPointer, _ field: UnsafePointer<virTypedParameter>) {
        let rest = afterIndex(name + 4)
        if isText(rest, "rx.bytes") {
            add(field, to: &received)
        } else if isText(rest, "tx.bytes") {
            add(field, to: &sent)
        } else if isText(name, "net.count"), field.pointee.value.ui == 0, runID != nil {
            received = received ?? 0
            sent = sent ?? 0
        }
    }

    private mutating func readBlock(_ name: UnsafeRawPointer, _ field: UnsafePointer<virTypedParameter>) {
        guard isPrefix(name, "block.") else { return }
        let rest = afterIndex(name + 6)
        if isText(rest, "rd.bytes") {
            add(field, to: &diskRead)
        } else if isText(rest, "wr.bytes") {
            add(field, to: &diskWritten)
        } else if isText(name, "block.count"), field.pointee.value.ui == 0, runID != nil {
            diskRead = diskRead ?? 0
            diskWritten = diskWritten ?? 0
        }
    }
}

/// Adds a counter to a sum that may not have begun.
private func add(_ field: UnsafePointer<virTypedParameter>, to sum: inout UInt64?) {
    guard let value = number(field) else { return }
    sum = (sum ?? 0) &+ value
}

/// The value of a whole-number field; `nil` for a negative one, which drivers use for "not known", or another type.
private func number(_ field: UnsafePointer<virTypedParameter>) -> UInt64? {
    switch UInt32(bitPattern: field.pointee.type) {
    case VIR_TYPED_PARAM_ULLONG.rawValue: field.pointee.value.ul
    case VIR_TYPED_PARAM_LLONG.rawValue: UInt64(exactly: field.pointee.value.l)
    case VIR_TYPED_PARAM_UINT.rawValue: UInt64(field.pointee.value.ui)
    case VIR_TYPED_PARAM_INT.rawValue: UInt64(exactly: field.pointee.value.i)
    default: nil
    }
}

/// The place after digits and a dot, as in `0.rx.bytes`.
private func afterIndex(_ name: UnsafeRawPointer) -> UnsafeRawPointer {
    var place = name
    while place.load(as: UInt8.self) &- UInt8(ascii: "0") < 10 { place += 1 }
    return place.load(as: UInt8.self) == UInt8(ascii: ".") ? place + 1 : place
}

/// True where the bytes are that text and a zero.
private func isText(_ bytes: UnsafeRawPointer, _ text: StaticString) -> Bool {
    memcmp(bytes, text.utf8Start, text.utf8CodeUnitCount + 1) == 0
}

/// True where the bytes begin with that text.
private func isPrefix(_ bytes: UnsafeRawPointer, _ text: StaticString) -> Bool {
    memcmp(bytes, text.utf8Start, text.utf8CodeUnitCount) == 0
}

/// The first four bytes of a text as a number to compare with.
private func fourBytes(_ text: StaticString) -> UInt32 {
    UInt32(bigEndian: UnsafeRawPointer(text.utf8Start).loadUnaligned(as: UInt32.self))
}
