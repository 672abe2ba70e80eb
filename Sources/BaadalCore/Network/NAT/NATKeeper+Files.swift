internal import BaadalModel
internal import BaadalStore

extension NATKeeper {
    /// Makes the files from which all comes back when the box starts what they are to be.
    func keepFiles(_ orders: NATOrders, _ purpose: BoxPurpose) async throws -> [KeptFile] {
        let isCleared = purpose == .clear && orders.wanted.isEmpty
        var files: [KeptFile] = []
        if let path = driver.rulesFile {
            files.append(try await file(path) { try driver.kept(orders, over: $0, isCleared: isCleared) })
        }
        if let addressFile { files.append(try await file(addressFile) { try addressText(orders, over: $0) }) }
        try await write(&files)
        return files
    }

    /// Leaves nothing of drivers in their files that was not chosen.
    func keepFiles(of others: [any NATDriving]) async throws -> [KeptFile] {
        var files: [KeptFile] = []
        for other in others {
            guard let path = other.rulesFile, path != driver.rulesFile else { continue }
            files.append(try await file(path) { try other.kept(NATOrders(), over: $0, isCleared: true) })
        }
        try await write(&files)
        return files
    }

    /// A file that cannot be read, or is not ours, is left as it is and told of: what the box does now does not need it.
    private func file(_ path: String, wanted: (String?) throws -> String?) async throws -> KeptFile {
        do {
            let found = try await box.shell.readFile(path)
            var file = KeptFile(path: path, present: found.text, isNowhere: found == .nowhere)
            do { file.wanted = try wanted(found.text) } catch let failure as BoxFailure {
                (file.wanted, file.refusal) = (found.text, failure.description)
                file.holdsOurs = ["BAADAL-", "table ip \(NFTTable.name)"].contains { found.text?.contains($0) == true }
            }
            return file
        } catch let failure as BoxFailure where failure.kind == .refused {
            var file = KeptFile(path: path, present: nil, isNowhere: false, refusal: "\(path): \(failure)")
            file.holdsOurs = try await box.shell.holdsOurs(path)
            return file
        }
    }

    private static let heading = "# Written by Baadal from its store; what is changed here is lost.\n"

    /// What brings addresses back; `nil` where there are none.
    ///
    /// - Throws: ``BoxFailure`` for a file that is somebody else's.
    private func addressText(_ orders: NATOrders, over present: String?) throws -> String? {
        guard present?.isEmpty != false || present?.hasPrefix(Self.heading) == true else {
            let accepted = "network.nat-addresses names a file that may be replaced as a whole"
            throw BoxFailure(kind: .refused, description: "\(addressFile ?? "it") is not ours; \(accepted)")
        }
        let blocks = orders.wanted.compactMap { mapping -> String? in
            guard case .address(let outside, _) = mapping else { return nil }
            return "iface \(device) inet static\n    address \(outside)/32\n"
        }
        guard !blocks.isEmpty else { return nil }
        return Self.heading + blocks.joined()
    }

    /// A file that cannot be written is told of; what the box does now does not depend on it.
    private func write(_ files: inout [KeptFile]) async throws {
        for index in files.indices where files[index].isToBeWritten {
            let (path, wanted) = (files[index].path, files[index].wanted)
            do {
                if let wanted { try await box.replace(path, with: wanted) } else { try await box.remove(path) }
                files[index].present = wanted
            } catch let failure as BoxFailure where failure.kind == .refused {
                files[index].failure = failure.description
            }
        }
    }
}

/// A file on the box from which something comes back when it starts.
struct KeptFile {
    let path: String
    /// What it says; `nil` where it is not there.
    var present: String?
    /// Whether there is no folder for it: such a box keeps nothing this way.
    let isNowhere: Bool
    /// What it is to say; `nil` where it is not to be there.
    var wanted: String?
    /// Why it is not ours to change; `nil` where it is.
    var refusal: String?
    /// Whether something of ours is in one that is not ours to change.
    var holdsOurs = false
    /// Why it could not be written; `nil` where it was, or was not to be.
    var failure: String?

    var isToBeWritten: Bool { present != wanted && !isNowhere && refusal == nil }
    /// Whether it may bring back what is to be gone.
    var bringsBack: Bool { refusal == nil ? present != nil && isToBeWritten : holdsOurs }

    var complaint: String? {
        if let refusal { return refusal }
        guard isToBeWritten else { return nil }
        return "\(path) does not bring back what it does when it starts" + (failure.map { ": \($0)" } ?? "")
    }

    /// What an admin has to know that is no fault.
    var remark: String? {
        isNowhere && wanted != nil ? "it does not keep what it does: there is no folder for \(path)" : nil
    }
}
