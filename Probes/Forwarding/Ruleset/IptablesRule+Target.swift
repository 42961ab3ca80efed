import ProbeCore

/// What a rule does with the packets that it matches (`-j`, `-g`).
extension IptablesRule {
    mutating func act(_ target: String, isGoto: Bool) {
        switch target {
        case _ where isGoto: statements.append(.one("goto", .object(["target": .text(target)])))
        case "ACCEPT", "DROP", "RETURN": statements.append(.one(target.lowercased(), .null))
        case "REJECT": statements.append(.one("reject", .null))
        case "SNAT": statements.append(.one("snat", .object(address(of: "--to-source"))))
        case "MASQUERADE": statements.append(.one("masquerade", .null))
        case "REDIRECT":
            let port = value(of: "--to-ports").flatMap { Int64($0) }
            statements.append(.one("redirect", .object(port.map { ["port": .integer($0)] } ?? [:])))
        case "DNAT": statements.append(.one("dnat", .object(address(of: "--to-destination"))))
        case "MARK": statements += marks("meta", value(of: "--set-xmark"))
        case "CONNMARK" where words.contains("--restore-mark"):
            statements.append(copy(from: "ct", "--ctmask", to: "meta", "--nfmask"))
        case "CONNMARK" where words.contains("--save-mark"):
            statements.append(copy(from: "meta", "--nfmask", to: "ct", "--ctmask"))
        case "CONNMARK": statements += marks("ct", value(of: "--set-xmark"))
        // Every other target of the kernel's is written in capitals; iptables refuses a chain of the same name.
        case _ where Self.others.contains(target):
            statements.append(.one("xt", .object(["type": .text("target"), "name": .text(target)])))
        default: statements.append(.one("jump", .object(["target": .text(target)])))
        }
    }

    private static let others: Set = [
        "AUDIT", "CHECKSUM", "CLASSIFY", "CLUSTERIP", "CONNSECMARK", "CT", "DNPT", "DSCP", "ECN", "HL", "HMARK",
        "IDLETIMER", "LED", "LOG", "NETMAP", "NFLOG", "NFQUEUE", "NOTRACK", "QUEUE", "RATEEST", "SECMARK", "SET",
        "SNPT", "SYNPROXY", "TCPMSS", "TCPOPTSTRIP", "TEE", "TOS", "TPROXY", "TRACE", "TTL",
    ]

    private func value(of option: String) -> String? {
        words.firstIndex(of: option).flatMap { words.indices.contains($0 + 1) ? words[$0 + 1] : nil }
    }

    /// `address`, `address:port`, `:port` or `[address]:port`; of a range nothing is certain.
    private func address(of option: String) -> [String: Structure] {
        guard let text = value(of: option), !text.contains("-") else { return [:] }
        if let address = IPAddress(text) { return ["addr": .text(address.description)] }
        guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else {
            return [:]
        }
        let host = text[..<colon].filter { $0 != "[" && $0 != "]" }
        let address = IPAddress(host).map { ["addr": Structure.text($0.description)] } ?? [:]
        guard host.isEmpty || !address.isEmpty else { return [:] }
        return address.merging(["port": .integer(Int64(port))]) { first, _ in first }
    }

    /// `--set-xmark value/mask`: the mask's bits are cleared, then those of the value turned (xt_MARK).
    private func marks(_ kind: String, _ text: String?) -> [Structure] {
        guard let (value, mask) = text.flatMap({ Self.markAndMask($0) }) else {
            return [
                .one("xt", .object(["type": .text("target"), "name": .text(kind == "meta" ? "MARK" : "CONNMARK")]))
            ]
        }
        let key = Structure.one(kind, .object(["key": .text("mark")]))
        let kept = Structure.one("&", .list([key, .integer(0xffff_ffff & ~mask)]))
        return [
            Self.setting(key, to: mask == 0xffff_ffff ? .integer(value) : .one("^", .list([kept, .integer(value)])))
        ]
    }

    private func copy(from: String, _ fromMask: String, to: String, _ toMask: String) -> Structure {
        func key(_ kind: String) -> Structure { .one(kind, .object(["key": .text("mark")])) }
        func mask(_ option: String) -> Int64 { value(of: option).flatMap { Self.number($0) } ?? 0xffff_ffff }
        let copied = Structure.one("&", .list([key(from), .integer(mask(fromMask))]))
        let kept = Structure.one("&", .list([key(to), .integer(0xffff_ffff & ~mask(toMask))]))
        return Self.setting(
            key(to),
            to: mask(toMask) == 0xffff_ffff && mask(fromMask) == 0xffff_ffff
                ? key(from) : .one("^", .list([kept, copied])))
    }

    private static func setting(_ key: Structure, to value: Structure) -> Structure {
        .one("mangle", .object(["key": key, "value": value]))
    }
}
