internal import CLibvirt

/// A list of named values as libvirt takes them.
struct TypedParameters: ~Copyable {
    private(set) var fields: UnsafeMutablePointer<virTypedParameter>?
    private(set) var count: CInt = 0
    private var room: CInt = 0

    init() {}

    deinit { virTypedParamsFree(fields, count) }

    /// Adds a text; a name may be there several times.
    mutating func add(_ name: String, _ value: String) throws(LibvirtError) {
        try call("virTypedParamsAddString") { virTypedParamsAddString(&fields, &count, &room, name, value) }
    }

    /// Adds a number.
    mutating func add(_ name: String, _ value: UInt64) throws(LibvirtError) {
        try call("virTypedParamsAddULLong") { virTypedParamsAddULLong(&fields, &count, &room, name, value) }
    }
}
