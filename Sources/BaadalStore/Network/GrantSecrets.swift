internal import BaadalModel
internal import Foundation
internal import Glibc

/// The one-time passwords of ways to screens, a file each.
///
/// The database may be read by walls, and is copied into backups; these may not.
struct GrantSecrets {
    let folder: String

    private func path(_ grant: ScreenGrant.ID) -> String { "\(folder)/screen-\(grant.number)" }

    /// Keeps a password, in place of one that is there.
    func keep(_ secret: String, of grant: ScreenGrant.ID) throws {
        guard mkdir(folder, 0o700) == 0 || errno == EEXIST else { throw failure(folder) }
        let descriptor = open(path(grant), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw failure(path(grant)) }
        defer { close(descriptor) }
        let bytes = Array(secret.utf8)
        guard write(descriptor, bytes, bytes.count) == bytes.count, fsync(descriptor) == 0 else {
            throw failure(path(grant))
        }
    }

    /// A password; `nil` where none is kept, or this account may not read it.
    func read(_ grant: ScreenGrant.ID) -> String? {
        let descriptor = open(path(grant), O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 64)
        let count = Glibc.read(descriptor, &bytes, bytes.count)
        return count > 0 ? String(decoding: bytes.prefix(count), as: UTF8.self) : nil
    }

    /// The ways of which a password is kept.
    var all: [ScreenGrant.ID] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.filter { $0.hasPrefix("screen-") }.compactMap { Int64($0.dropFirst(7)) }.map { ScreenGrant.ID($0) }
    }

    /// Removes a password; one that is not kept is no error.
    func forget(_ grant: ScreenGrant.ID) { unlink(path(grant)) }

    private func failure(_ path: String) -> CloudError {
        .unusableState(path: path, why: String(cString: strerror(errno)))
    }
}
