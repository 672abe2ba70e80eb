import BaadalModel
import Foundation
import Synchronization
import Testing

@testable import BaadalCore

@Suite(.timeLimit(.minutes(2))) struct ProgramSwitchTests {
    private let programs: PowerPrograms

    init() throws { programs = try PowerPrograms() }

    private func device(on: Argv? = nil, off: Argv? = nil, status: Argv? = nil) throws -> ProgramSwitch {
        let own = try PowerDriver.Programs(on: on ?? Argv(["/bin/true"], "on"), off: off, status: status)
        return ProgramSwitch(programs: own, calls: programs.calls, deadline: .seconds(60))
    }

    @Test func `programs switch a host and tell of it`() async throws {
        let state = programs("state")
        let device = try device(
            on: programs.script("on", "echo on >'\(state)'"),
            off: programs.script("off", "echo off >'\(state)'"),
            status: programs.script("status", "cat '\(state)'")
        )
        try await device.turnOn()
        #expect(try await device.isOn() == true)
        try await device.cut()
        #expect(try await device.isOn() == false)
    }

    @Test(arguments: ["echo off or on", "echo OFF", "echo 0", "true", "head -c 200000 /dev/zero", "printf '\\033[2J'"])
    func `a status that is neither on nor off is an error`(text: String) async throws {
        let device = try device(status: programs.script("status", text))
        let failure = try await powerFailure { try await device.isOn() }
        #expect(failure.message.contains("'on' or 'off' is accepted"))
        #expect(!failure.message.contains("\u{1b}"))
        #expect(failure.message.utf8.count < 300)
    }

    @Test func `off on standard error, or with another exit status, is no off`() async throws {
        let aside = try device(status: programs.script("aside", "echo off >&2"))
        #expect(try await powerFailure { try await aside.isOn() }.message.contains("printed nothing"))
        let failed = try device(status: programs.script("failed", "echo off; exit 1"))
        #expect(try await powerFailure { try await failed.isOn() }.message.contains("exit status 1"))
    }

    @Test func `a program that fails says how, and its arguments are not told`() async throws {
        let off = try programs.script("off", "echo 'no such outlet' >&2; exit 3")
        let device = try device(off: Argv(off.arguments + ["--password", "hunter2"], "off"))
        let failure = try await powerFailure { try await device.cut() }
        #expect(failure.message == "command: '/bin/sh' ended with exit status 3, 0 is accepted: no such outlet")
        #expect(failure.cause == .host)
    }

    @Test func `a program that hangs is an error`() async throws {
        var device = try device(off: programs.script("off", "while :; do sleep 1000; done"))
        device.deadline = .milliseconds(300)
        let slow = device
        let failure = try await powerFailure { try await slow.cut() }
        #expect(failure.message.contains("did not end"))
    }

    @Test func `what no program is given for is refused, and an unknown status is unknown`() async throws {
        let device = try device()
        #expect(try await powerFailure { try await device.cut() }.kind == .unsupported)
        #expect(try await powerFailure { try await device.shutDown() }.kind == .unsupported)
        #expect(try await device.isOn() == nil)
    }
}

@Suite struct WakeUpSwitchTests {
    @Test func `the packet arrives as it must be`() async throws {
        let socket = try PacketListener()
        let mac = try #require(MAC("52:54:00:1A:2B:3C"))
        let loopback = try #require(IPv4("127.0.0.1"))
        let wake = try PowerDriver.WakeUp(mac: mac, broadcast: loopback, port: socket.port)
        try await WakeUpSwitch(wake: wake).turnOn()
        #expect(socket.receive() == wake.packet)
    }

    @Test func `a broadcast address is allowed to be one`() async throws {
        let mac = try #require(MAC("52:54:00:1A:2B:3C"))
        let socket = try PacketListener()
        let broadcast = try #require(IPv4("127.255.255.255"))
        try await WakeUpSwitch(wake: .init(mac: mac, broadcast: broadcast, port: socket.port)).turnOn()
        #expect(socket.receive()?.count == 102)
    }

    @Test func `it neither turns off nor tells`() async throws {
        let device = WakeUpSwitch(wake: try .init(mac: try #require(MAC("52:54:00:1A:2B:3C"))))
        #expect(
            try await powerFailure { try await device.cut() }.message.contains("ipmi, libvirt, command are accepted")
        )
        #expect(try await device.isOn() == nil)
    }
}

/// A UDP port of this machine.
private final class PacketListener {
    private let descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
    let port: UInt16

    init() throws {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = descriptor
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, size) == 0 && getsockname(descriptor, $0, &size) == 0
            }
        }
        port = UInt16(bigEndian: address.sin_port)
        try #require(isBound)
        var patience = timeval(tv_sec: 60, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    }

    deinit { close(descriptor) }

    func receive() -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: 2048)
        let count = recv(descriptor, &bytes, bytes.count, 0)
        return count < 0 ? nil : Array(bytes[..<count])
    }
}

@Suite struct ShellSwitchTests {
    private func result(_ status: Int32?, _ errors: String = "") -> RemoteShell.Result {
        RemoteShell.Result(output: "", errors: errors, status: status)
    }

    @Test func `a host is asked to shut down in order`() async throws {
        let asked = Mutex<[[String]]>([])
        let answer = result(0)
        let device = ShellSwitch { arguments, _ in
            asked.withLock { $0.append(arguments) }
            return answer
        }
        try await device.shutDown()
        #expect(asked.withLock { $0 } == [["shutdown", "-h", "now"]])
        #expect(try await powerFailure { try await device.cut() }.kind == .unsupported)
    }

    @Test func `a refusal and a host without SSH are told`() async throws {
        let denied = result(1, "must be root\nmore")
        let refusing = ShellSwitch { _, _ in denied }
        #expect(try await powerFailure { try await refusing.shutDown() }.message.hasSuffix("status 1: must be root"))
        let deaf = ShellSwitch { _, _ in nil }
        #expect(try await powerFailure { try await deaf.shutDown() }.kind == .unsupported)
    }
}
