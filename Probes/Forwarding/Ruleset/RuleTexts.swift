/// The rules as nft writes them for people, by handle.
struct RuleTexts {
    private var texts: [Place: String] = [:]
    /// The interfaces of chains of the family `netdev`, which nft's JSON does not tell before version 1.0.7.
    private(set) var devices: [Ruleset.ChainName: [String]] = [:]

    private struct Place: Hashable {
        let chain: Ruleset.ChainName
        let handle: Int
    }

    /// Reads `nft --handle list ruleset`: tables, in them chains, in them one rule a line, ending in its handle.
    init(parsing bytes: [UInt8]) {
        var table: (family: String, name: String)?
        var chain: Ruleset.ChainName?
        for line in bytes.split(separator: 0x0a) {
            let words = line.split(whereSeparator: { $0 == 0x20 || $0 == 0x09 }).map {
                String(decoding: $0, as: UTF8.self)
            }
            if words.count >= 3, words[0] == "table" {
                table = (words[1], words[2])
                chain = nil
            } else if words.count >= 2, words[0] == "chain", words.contains("{"), let known = table {
                chain = Ruleset.ChainName(family: known.family, table: known.name, name: words[1])
            } else if words.first == "set" || words.first == "map", words.contains("{"), words.last != "handle" {
                // Elements of a set may fill lines that look like anything.
                chain = nil
            } else if let chain, words.first == "type", words.contains("hook") {
                devices[chain] = Self.devices(in: words)
            } else if let chain, words.count > 3, words[words.count - 3] == "#", words[words.count - 2] == "handle",
                let handle = Int(words[words.count - 1])
            {
                texts[Place(chain: chain, handle: handle)] = words.dropLast(3).joined(separator: " ")
            }
        }
    }

    /// `device "eth0"`, or `devices = { "eth0", "eth1" }`.
    private static func devices(in words: [String]) -> [String] {
        guard let start = words.firstIndex(where: { $0 == "device" || $0 == "devices" }) else { return [] }
        return words[(start + 1)...].prefix { $0 != "}" && $0 != "priority" }.map {
            $0.filter { $0 != "\"" && $0 != "," }
        }
        .filter { !["=", "{"].contains($0) }
    }

    subscript(chain: Ruleset.ChainName, handle: Int) -> String? { texts[Place(chain: chain, handle: handle)] }
}
