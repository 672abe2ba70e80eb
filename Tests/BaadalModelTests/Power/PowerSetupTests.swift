import BaadalModel
import Foundation
import Testing

@Suite struct PowerSetupTests {
    private let ipmi = "ipmi address=bmc user=a password-file=/a"

    private func driver(_ text: String) throws -> PowerDriver {
        // An argument of a program stands behind a comma here.
        try PowerDriver(words: text.split(separator: " ").map { $0.replacingOccurrences(of: ",", with: " ") })
    }

    private func setup(_ texts: String...) throws -> PowerSetup { try PowerSetup(try texts.map(driver)) }

    private static let roles: [(String, Set<PowerDriver.Role>)] = [
        ("ipmi address=bmc user=a password-file=/a", Set(PowerDriver.Role.allCases)),
        ("libvirt uri=test:///a domain=b", Set(PowerDriver.Role.allCases)),
        ("command on=/a off=/b status=/c", [.turnOn, .cut, .status, .fence]),
        ("command on=/a off=/b", [.turnOn, .cut]),
        ("command on=/a status=/c", [.turnOn, .status]),
        ("wol mac=52:54:00:1A:2B:3C", [.turnOn]),
        ("ssh", [.shutDown]),
        ("manual", []),
    ]

    @Test(arguments: roles)
    func `a driver has the roles that it can fill`(text: String, roles: Set<PowerDriver.Role>) throws {
        let driver = try driver(text)
        for role in PowerDriver.Role.allCases {
            #expect(driver.serves(role) == roles.contains(role), "\(role)")
            if driver.serves(role) { #expect(role.kinds.contains(driver.kind)) }
        }
    }

    @Test func `the first driver that can is asked first`() throws {
        let setup = try setup("manual", "wol mac=52:54:00:1A:2B:3C", "ssh", "command off=/b", ipmi)
        #expect(setup.driver(for: .turnOn)?.kind == .wol)
        #expect(setup.driver(for: .shutDown)?.kind == .ssh)
        #expect(setup.driver(for: .cut)?.kind == .command)
        #expect(setup.driver(for: .fence)?.kind == .ipmi)
        #expect(setup.drivers(for: .cut).map(\.kind) == [.command, .ipmi])
        #expect(setup.canFence)
        #expect(PowerDriver.Role.allCases.allSatisfy { setup.obstacle(to: $0) == nil })
    }

    @Test func `what cannot fence says what would`() throws {
        #expect(PowerSetup.none.obstacle(to: .fence) == "it has no power driver; ipmi, libvirt, command are accepted")
        #expect(try setup("ssh", "manual").obstacle(to: .fence)?.contains("an admin must") == true)
        #expect(try setup("command off=/b").obstacle(to: .fence)?.contains("status program") == true)
        let weak = try setup("ssh", "wol mac=52:54:00:1A:2B:3C")
        #expect(!weak.canFence)
        #expect(
            weak.obstacle(to: .fence)
                == "its power drivers (ssh, wol) cannot cut its power and tell that it is off; ipmi, libvirt, command "
                + "are accepted"
        )
    }

    @Test func `a driver twice, and more than eight, are refused`() throws {
        #expect(throws: CloudError.self) { try setup("ssh", ipmi, "ssh") }
        let many = try (1...9).map { try driver("command on=/bin/\($0)") }
        #expect(throws: CloudError.self) { try PowerSetup(many) }
        #expect(try PowerSetup(Array(many.dropLast())).drivers.count == 8)
    }

    @Test func `a setup is stored as its words and checked when it is read`() throws {
        let setup = try setup(ipmi, "command off=/b,c", "ssh")
        let data = try JSONEncoder().encode(setup)
        let words = try JSONDecoder().decode([[String]].self, from: data)
        #expect(words == setup.drivers.map(\.words))
        #expect(try JSONDecoder().decode(PowerSetup.self, from: data) == setup)
        for text in [#"[["ipmi","address=-x"]]"#, #"[["ssh"],["ssh"]]"#, #"[["rsh"]]"#, "{}", #"[[]]"#] {
            #expect(throws: (any Error).self) { try JSONDecoder().decode(PowerSetup.self, from: Data(text.utf8)) }
        }
    }
}
