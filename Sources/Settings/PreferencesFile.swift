internal import Foundation

/// What the program remembers of a person's choices at the screen.
///
/// It lies in a file of its own that the program writes; the configuration, which a person writes, is never touched.
public struct Preferences: Hashable, Codable, Sendable {
    /// The theme that was chosen last; `nil` for the configured one.
    public var theme: String?
    /// The column that each pane is sorted by, with `-` before it where it falls, as `vms: -cpu`.
    public var sort: [String: String]
    /// The columns that each pane shows, in order; panes that are missing show their own.
    public var columns: [String: [String]]

    /// Nothing chosen yet.
    public init(theme: String? = nil, sort: [String: String] = [:], columns: [String: [String]] = [:]) {
        self.theme = theme
        self.sort = sort
        self.columns = columns
    }
}

/// The file in which ``Preferences`` are kept.
public struct PreferencesFile: Hashable, Sendable {
    /// An absolute path.
    public let path: String

    /// A file at a path.
    public init(path: String) { self.path = path }

    /// The file in the person's XDG state folder; `nil` for an account without a home.
    public init?(environment: [String: String]) {
        guard let folder = Folders.state(environment) else { return nil }
        path = "\(folder)/preferences.json"
    }

    /// Reads the preferences.
    ///
    /// - Returns: What was kept, and a note for the person where a file was there and could not be used.
    public func load() -> (preferences: Preferences, note: String?) {
        do {
            guard let text = try TextFile.read(path) else { return (Preferences(), nil) }
            return (try JSONDecoder().decode(Preferences.self, from: Data(text.utf8)), nil)
        } catch let error as SettingsError {
            return (Preferences(), "preferences ignored: \(error)")
        } catch {
            return (Preferences(), "preferences ignored: \(path) does not hold what this program wrote")
        }
    }

    /// Replaces the file in one step.
    ///
    /// - Throws: ``SettingsError`` where the folder cannot be made or written.
    public func save(_ preferences: Preferences) throws(SettingsError) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        guard let data = try? encoder.encode(preferences) else {
            throw SettingsError(file: path, problem: "cannot be written: the preferences have no JSON form")
        }
        if let slash = path.lastIndex(of: "/"), slash != path.startIndex {
            try TextFile.makeFolder(String(path[..<slash]))
        }
        try TextFile.write(String(decoding: data, as: UTF8.self) + "\n", to: path)
    }
}
