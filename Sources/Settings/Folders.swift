/// Folders of a person, as the XDG Base Directory Specification names them.
enum Folders {
    /// Where the person's configuration lies; `nil` without a home.
    static func configuration(_ environment: [String: String]) -> String? {
        folder(environment, "XDG_CONFIG_HOME", ".config")
    }

    /// Where the program remembers what the person last chose; `nil` without a home.
    static func state(_ environment: [String: String]) -> String? {
        folder(environment, "XDG_STATE_HOME", ".local/state")
    }

    private static func folder(_ environment: [String: String], _ variable: String, _ fallback: String) -> String? {
        if let path = environment[variable], path.hasPrefix("/") { return path + "/baadal" }
        guard let home = environment["HOME"], home.hasPrefix("/") else { return nil }
        return "\(home)/\(fallback)/baadal"
    }
}
