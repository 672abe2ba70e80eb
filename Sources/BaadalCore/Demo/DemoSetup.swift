internal import BaadalModel
internal import BaadalStore
internal import Glibc

/// Writes the demo's host files below the state directory and records its hosts and its catalogue.
struct DemoSetup: Sendable {
    let directory: StateDirectory
    let records: Records
    let clock: CoreClock

    /// Does nothing for hosts that are recorded already.
    func prepare() async throws {
        let catalogue = DemoCatalogue(records: records, clock: clock)
        let marker = try await catalogue.prepare()
        let known = Set(try await records { try $0.hosts() }.map(\.uri))
        let folder = directory.path + "/demo"
        guard mkdir(folder, 0o750) == 0 || errno == EEXIST else {
            throw CloudError.unusableState(path: folder, why: String(cString: strerror(errno)))
        }
        for (name, xml) in DemoCloud.hosts(marker: marker) {
            let path = "\(folder)/\(name).xml"
            let uri = "test://\(path)"
            try write(xml, to: path)
            guard !known.contains(uri) else { continue }
            let now = clock.now()
            let host = Host(
                id: Host.ID(UniqueID(naming: uri)),
                name: name,
                uri: uri,
                state: .unknown,
                since: now,
                isSimulated: true
            )
            try await records { try $0.addHost(host) }
        }
        try await catalogue.showDatastore()
    }

    private func write(_ text: String, to path: String) throws {
        guard let file = fopen(path, "w") else {
            throw CloudError.unusableState(path: path, why: String(cString: strerror(errno)))
        }
        let written = fputs(text, file)
        guard fclose(file) == 0, written >= 0 else {
            throw CloudError.unusableState(path: path, why: String(cString: strerror(errno)))
        }
    }
}
