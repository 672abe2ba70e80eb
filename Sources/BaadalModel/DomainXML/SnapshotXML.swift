internal import XML

/// The XML of snapshots.
public enum SnapshotXML {
    /// A snapshot inside the disk images, with memory where the VM runs.
    public static func inside(_ name: String, note: String) -> String {
        XMLElement("domainsnapshot", [:], [XMLElement("name", text: name), XMLElement("description", text: note)])
            .description
    }

    /// The XML of a snapshot with its screen where the VM's is now.
    ///
    /// A snapshot keeps the definition that the VM had, and going back to it on another host, or after the port went to
    /// another VM, would ask for a screen that cannot be had.
    ///
    /// - Throws: `XMLError` where the text is no XML.
    public static func moved(_ xml: String, to screen: DomainScreen) throws -> String {
        var snapshot = try XMLElement(parsing: xml)
        for name in ["domain", "inactiveDomain"] {
            snapshot.update(name) { domain in
                domain.set("devices") { devices in
                    devices.update("graphics") { graphics in
                        guard graphics["type"] == "vnc" else { return }
                        var new = screen.xml
                        if new["passwd"] == nil { new["passwd"] = graphics["passwd"] }
                        graphics = new
                    }
                }
            }
        }
        return snapshot.description
    }

    /// The words that a snapshot was taken with; empty where there are none.
    ///
    /// - Throws: `XMLError` where the text is no XML.
    public static func note(of xml: String) throws -> String {
        try XMLElement(parsing: xml).first("description")?.text ?? ""
    }

    /// A snapshot of the disks alone: each goes on in a file of its own.
    ///
    /// - Parameter files: The new file of each disk, by the disk's name.
    public static func diskOnly(_ name: String, note: String, files: [String: String]) -> String {
        let disks = files.sorted { $0.key < $1.key }.map { target, file in
            XMLElement(
                "disk",
                ["name": target, "snapshot": "external"],
                [XMLElement("driver", ["type": "qcow2"]), XMLElement("source", ["file": file])]
            )
        }
        return XMLElement(
            "domainsnapshot",
            [:],
            [
                XMLElement("name", text: name), XMLElement("description", text: note),
                XMLElement("memory", ["snapshot": "no"]), XMLElement("disks", [:], disks),
            ]
        ).description
    }
}
