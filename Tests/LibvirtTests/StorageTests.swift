import Libvirt
import Testing

@Suite struct StorageTests {
    private let node: TestNode
    private let connection: Connection

    init() throws {
        node = try TestNode(domains: 0)
        connection = try node.connect()
    }

    @Test func `files are created, found, listed and deleted`() throws {
        let directory = try connection.directory("/images", creating: true)
        #expect(try directory.files().isEmpty)
        #expect(try directory.file("a.qcow2") == nil)

        try directory.create("a.qcow2", format: "qcow2", capacity: 1 << 20)
        try directory.create("b <&> \"c\".raw", format: "raw", capacity: 3 << 20)

        let file = try #require(try directory.file("a.qcow2"))
        #expect(file.path == "/images/a.qcow2")
        #expect(file.format == "qcow2")
        #expect(file.capacity == 1 << 20)
        #expect(file.backing == nil)
        #expect(try Set(directory.files().map(\.name)) == ["a.qcow2", "b <&> \"c\".raw"])
        #expect(try directory.delete("a.qcow2"))
        #expect(try !directory.delete("a.qcow2"))
        #expect(try directory.files().map(\.format) == ["raw"])
    }

    @Test func `an overlay tells what is below it`() throws {
        let directory = try connection.directory("/images", creating: true)

        try directory.create("o.qcow2", format: "qcow2", capacity: 1 << 20, backing: ("/bases/b.raw", "raw"))

        #expect(try directory.file("o.qcow2")?.backing == "/bases/b.raw")
    }

    @Test func `a name that is taken is an error of its own kind`() throws {
        let directory = try connection.directory("/images", creating: true)
        try directory.create("a", format: "raw", capacity: 1 << 20)
        try directory.create("b", format: "raw", capacity: 1 << 20)

        let created = #expect(throws: LibvirtError.self) {
            try directory.create("a", format: "raw", capacity: 1 << 20)
        }
        let copied = #expect(throws: LibvirtError.self) {
            try directory.copy(from: "/images/b", to: "a", format: "raw")
        }

        #expect(created?.kind == .exists)
        #expect(copied?.kind == .exists)
    }

    @Test func `a copy is never smaller than its source`() throws {
        // The test driver copies within one pool only.
        let images = try connection.directory("/images/", creating: true)
        try images.create("base.qcow2", format: "qcow2", capacity: 2 << 20)

        try images.copy(from: "/images//base.qcow2", to: "copy.qcow2", format: "qcow2", capacity: 1 << 20)

        let copy = try #require(try images.file("copy.qcow2"))
        #expect(copy.path == "/images/copy.qcow2")
        #expect(copy.capacity == 2 << 20)
        #expect(try images.files().count == 2)
    }

    @Test func `a copy that cannot grow leaves nothing behind`() throws {
        let directory = try connection.directory("/images", creating: true)
        try directory.create("a", format: "raw", capacity: 1 << 20)

        // The test driver resizes nothing.
        let error = #expect(throws: LibvirtError.self) {
            try directory.copy(from: "/images/a", to: "b", format: "raw", capacity: 2 << 20)
        }
        let resize = #expect(throws: LibvirtError.self) { try directory.resize("a", to: 2 << 20) }

        #expect(error?.function == "virStorageVolResize")
        #expect(resize?.kind == .unsupported)
        #expect(try directory.files().map(\.name) == ["a"])
    }

    @Test func `what is not there is not found`() throws {
        let directory = try connection.directory("/images", creating: true)

        let copied = #expect(throws: LibvirtError.self) {
            try directory.copy(from: "/images/none", to: "b", format: "raw")
        }
        let resized = #expect(throws: LibvirtError.self) { try directory.resize("none", to: 1) }

        #expect(copied?.kind == .notFound)
        #expect(resized?.kind == .notFound)
        #expect(resized?.message == "no file 'none' in '/images'")
    }

    @Test func `one path is one pool, however it is written`() throws {
        let first = try connection.directory("/images", creating: true)
        try first.create("a", format: "raw", capacity: 1 << 20)

        let second = try connection.directory("//images///", creating: false)

        #expect(second.path == "/images")
        #expect(try second.files().map(\.name) == ["a"])
        #expect(try second.space().capacity > 0)
    }

    @Test func `a path that is not absolute is refused`() {
        let error = #expect(throws: LibvirtError.self) { _ = try connection.directory("images", creating: true) }

        #expect(error?.code == .invalidArgument)
        #expect(error?.message == "'images' is no absolute path")
    }

    @Test func `a directory outlives the last reference to its connection`() throws {
        let directory = try TestNode(domains: 0).connect().directory("/images", creating: true)

        #expect(try directory.files().isEmpty)
    }
}
