internal import BaadalModel
internal import BaadalStore
internal import Logging

/// Keeps the DHCP server to the books.
struct DHCPKeeper: BoxKeeper {
    let driver: DHCPDriver
    let file: String
    let shell: any BoxShell
    let records: Records
    let config: CloudConfig.Network
    let clock: CoreClock
    let log: Logger
    private let turnstile = Turnstile()

    /// The server that a configuration describes.
    ///
    /// - Throws: ``BoxFailure`` where it describes none.
    init(_ config: CloudConfig, _ sshFolder: String, _ records: Records, _ clock: CoreClock, _ log: Logger) throws {
        guard let driver = config.network.dhcpDriver else {
            throw BoxFailure(kind: .refused, description: "network.dhcp-driver is nothing")
        }
        self.driver = driver
        file = config.network.dhcpFile ?? driver.defaultFile
        shell = try RemoteBox(.dhcp, at: config.network.dhcpBox, folder: sshFolder, config: config.libvirt)
        self.records = records
        self.config = config.network
        self.clock = clock
        self.log = log
    }

    func settle(_ purpose: BoxPurpose) async throws -> String? { nil }
}
