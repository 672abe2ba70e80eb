internal import BaadalModel
internal import BaadalStore
internal import Glibc
internal import SSH

extension DoctorReport {
    /// Looks at what the configuration says of the boxes of the network, and how they were seen.
    mutating func examine(_ config: CloudConfig.Network, _ books: NetworkBooks, _ directory: StateDirectory) {
        let faults: [(NetworkBox, [String])] = [
            (.nat, Self.faults(ofNAT: config)), (.dhcp, Self.faults(ofDHCP: config)),
        ]
        for (box, wrong) in faults {
            for fault in wrong { add(.wrong, box.title, fault) }
            guard wrong.isEmpty else { continue }
            let isKept = box == .nat ? config.natType == .software : config.dhcpDriver != nil
            let text = BoxText(box: box, books: books, now: Surroundings.now)
            guard isKept else {
                add(.note, box.title, text.state)
                continue
            }
            // One that we may not look at is another matter.
            let keys = CloudKeys(directory)
            guard access(keys.key, F_OK) == 0 || errno != ENOENT else {
                add(.wrong, box.title, "\(keys.key) is not there; 'host trust' of the box makes it")
                continue
            }
            examine(box, books, text)
        }
        if config.natType != books.natType || config.dhcpDriver != books.dhcp {
            add(.note, "network", "the controller had another configuration of its boxes; it takes this when it starts")
        }
    }

    private mutating func examine(_ box: NetworkBox, _ books: NetworkBooks, _ text: BoxText) {
        switch books.boxes[box]?.state {
        case .sound?: add(.fine, box.title, text.words)
        case .drifting?, .unreachable?: add(.wrong, box.title, text.words)
        case .unknown?, nil: add(.note, box.title, "it was not looked at yet; a controller that runs does")
        }
    }

    /// What is wrong with the configuration of the NAT box.
    static func faults(ofNAT config: CloudConfig.Network) -> [String] {
        guard config.natType == .software else { return [] }
        var faults = [fault("network.nat-box", target: config.natBox)].compactMap(\.self)
        do { _ = try NetworkDevice(config.natDevice) } catch { faults.append("network.nat-device: \(error)") }
        if let screens = config.screenAddress, IPv4(screens) == nil {
            faults.append("network.screen-address is '\(screens)'; an IPv4 address is accepted")
        }
        return faults
    }

    /// What is wrong with the configuration of the DHCP server.
    static func faults(ofDHCP config: CloudConfig.Network) -> [String] {
        guard config.dhcpDriver != nil else { return [] }
        return [fault("network.dhcp-box", target: config.dhcpBox)].compactMap(\.self)
    }

    private static func fault(_ setting: String, target: String?) -> String? {
        guard let target else { return "\(setting) is empty; USER@HOST or USER@HOST:PORT is accepted" }
        return SSHTarget(target) == nil
            ? "\(setting) is '\(target)'; USER@HOST or USER@HOST:PORT is accepted" : nil
    }
}
