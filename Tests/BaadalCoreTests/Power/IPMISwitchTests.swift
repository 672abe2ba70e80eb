import BaadalModel
import Foundation
import Logging
import Testing

@testable import BaadalCore

@Suite(.timeLimit(.minutes(2))) struct IPMISwitchTests {
    private let programs: PowerPrograms

    init() throws { programs = try PowerPrograms() }

    private func device() throws -> IPMISwitch {
        try programs.write("password", "hunter2\n")
        let file = try FolderPath(programs("password"))
        let ipmi = try PowerDriver.IPMI(address: "10.0.0.9", port: 6230, user: "-x", passwordFile: file, cipher: 17)
        return IPMISwitch(ipmi: ipmi, calls: programs.calls, deadline: .seconds(60))
    }

    @Test func `ipmitool gets arguments, and the password only by its file`() throws {
        let words = try device().arguments("off")
        #expect(
            words == [
                "ipmitool", "-I", "lanplus", "-H", "10.0.0.9", "-p", "6230", "-U", "-x", "-f", programs("password"),
                "-C", "17", "chassis", "power", "off",
            ]
        )
    }

    @Test func `a password file that is missing or open to everybody is not used`() async throws {
        let device = try device()
        try programs.write("password", "hunter2", mode: 0o644)
        let open = try await powerFailure { try await device.isOn() }
        #expect(open.kind == .unusable)
        #expect(open.message.hasSuffix("is open to everybody; a file of mode 0600 is accepted"))
        try FileManager.default.removeItem(atPath: programs("password"))
        #expect(try await powerFailure { try await device.cut() }.message.contains("No such file"))
    }
}

/// A management controller that `ipmi_sim` plays, and how a test changes what it does.
private final class Simulator {
    static let programs = ["/usr/bin/ipmi_sim", "/usr/bin/ipmitool"]
    static let isInstalled: Bool = {
        let missing = programs.filter { access($0, X_OK) != 0 }
        guard !missing.isEmpty else { return true }
        print("!!! SKIPPED: IPMI against a simulator: \(missing.joined(separator: ", ")) missing.")
        print("!!! 'apt-get install openipmi ipmitool' installs them.")
        return false
    }()

    let programs: PowerPrograms
    private let process = Process()
    private let port: UInt16

    init() throws {
        programs = try PowerPrograms()
        port = try Self.freePort()
        try FileManager.default.createDirectory(atPath: programs("state"), withIntermediateDirectories: true)
        try programs.write("password", "s3cret")
        try programs.write("wrong", "guess")
        try programs.write("power", "1")
        try programs.write("obeys", "1")
        try programs.write("chassis", Self.chassis.replacing("FOLDER", with: programs.path), mode: 0o755)
        try programs.write(
            "lan.conf",
            """
            name "kvm1"
            set_working_mc 0x20
            startlan 1
            addr 127.0.0.1 \(port)
            priv_limit admin
            allowed_auths_admin none md2 md5 straight
            guid a123456789abcdefa123456789abcdef
            endlan
            chassis_control "/bin/sh \(programs("chassis")) 0x20"
            user 2 true "admin" "s3cret" admin 10 none md2 md5 straight

            """
        )
        try programs.write(
            "emu",
            "mc_setbmc 0x20\nmc_add 0x20 0 no-device-sdrs 0x23 9 8 0x9f 0x1291 0xf02\nmc_enable 0x20\n"
        )
        process.executableURL = URL(fileURLWithPath: Self.programs[0])
        process.arguments = ["-n", "-c", programs("lan.conf"), "-f", programs("emu"), "-s", programs("state")]
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
    }

    // It begins with the signals blocked that the thread that starts it blocks; this one gets through.
    deinit { kill(process.processIdentifier, SIGKILL) }

    /// The host behind it: what is asked and set, where it takes orders.
    private static let chassis = """
        shift
        if [ "$1 $2" = "get power" ]; then echo "power:$(cat FOLDER/power)"; fi
        if [ "$1 $2" = "set power" ] && [ "$(cat FOLDER/obeys)" = 1 ]; then echo "$3" >FOLDER/power; fi
        if [ "$1 $2" = "set shutdown" ] && [ "$(cat FOLDER/obeys)" = 1 ]; then echo 0 >FOLDER/power; fi

        """

    /// A port that nobody had a moment ago, below those that the kernel gives to programs such as `ipmitool`.
    private static func freePort() throws -> UInt16 {
        for _ in 0..<100 {
            let port = UInt16.random(in: 10_000..<30_000)
            if isFree(port) { return port }
        }
        throw PowerFailure(.unusable, "no UDP port is free")
    }

    private static func isFree(_ port: UInt16) -> Bool {
        let descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        address.sin_port = port.bigEndian
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }

    func driver(password: String = "password", user: String = "admin") throws -> PowerDriver {
        // It does not tell its cipher suites, and ipmitool would wait for them.
        try PowerDriver(words: [
            "ipmi", "address=127.0.0.1", "port=\(port)", "user=\(user)",
            "password-file=\(programs(password))", "cipher=3",
        ])
    }

    func control(_ driver: PowerDriver) throws -> PowerControl {
        let environment = PowerControl.Environment(
            config: CloudConfig(),
            clock: TestTime().clock,
            log: .init(label: "test"),
            calls: programs.calls
        )
        return PowerControl(host: "kvm1", setup: try PowerSetup([driver]), environment: environment, shell: nil)
    }

    /// A control of it, once it listens: `ipmitool` is long in finding out that nobody did when it asked first.
    func ready() async throws -> PowerControl {
        // Looked up and not tried: a bind of ours could come before the one that is waited for.
        let hexadecimal = String(port, radix: 16, uppercase: true)
        let entry = ":" + String(repeating: "0", count: 4 - hexadecimal.count) + hexadecimal + " "
        for _ in 0..<3000 where process.isRunning {
            if try String(contentsOfFile: "/proc/net/udp", encoding: .utf8).contains(entry) { break }
            poll(nil, 0, 10)
        }
        return try control(driver())
    }
}

@Suite(.enabled(if: Simulator.isInstalled), .serialized, .timeLimit(.minutes(5))) struct IPMISimulatorTests {
    @Test func `a controller is fenced, turned on and shut down`() async throws {
        let simulator = try Simulator()
        let control = try await simulator.ready()
        #expect(try await control.fence() == .ipmi)
        #expect(try simulator.programs.text("power") == "0\n")
        #expect(try await control.isOn() == false)
        #expect(try await control.turnOn(confirm: true) == .confirmed(by: .ipmi))
        #expect(try simulator.programs.text("power") == "1\n")
        #expect(try await control.turnOff(.gentle) == .confirmed(by: .ipmi))
        #expect(try simulator.programs.text("power") == "0\n")
    }

    @Test func `a controller that says yes and does nothing is no fence`() async throws {
        let simulator = try Simulator()
        var control = try await simulator.ready()
        control.patience.cut = .seconds(3)
        try simulator.programs.write("obeys", "0")
        let hasty = control
        let failure = try await powerFailure { try await hasty.fence() }
        #expect(failure.kind == .unconfirmed)
        #expect(failure.message.hasSuffix("3 s later ipmi at 127.0.0.1 says that it is on"))
    }

    @Test func `a wrong password and a wrong user fence nothing and say what must be right`() async throws {
        let simulator = try Simulator()
        let right = try await simulator.ready()
        for driver in [try simulator.driver(password: "wrong"), try simulator.driver(user: "nobody")] {
            let failure = try await powerFailure { try await simulator.control(driver).fence() }
            #expect(failure.kind == .unreachable)
            #expect(failure.message.contains("password file"))
            #expect(!failure.message.contains("guess"))
        }
        #expect(try await right.isOn() == true)
    }
}
